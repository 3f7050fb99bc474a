import type { Database } from '../db/open.ts';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import type { Tier } from '#lib/domain/access/read.ts';
import { compareFiles } from '#lib/domain/galleries/file-order.ts';
import type { Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import { isPicture } from '../db/pictures.ts';
import { file, version } from '../db/schema.ts';
import { selectionResult } from '../marks/index.ts';
import { readableOfMany } from './can-read.ts';
import { inTurns } from '../db/in-turns.ts';
import type { FileRow, VersionRow } from './original.ts';

type Asker = ClientActor | MemberActor;
/** Pictures, a selection or all, without what they are wanted as. */
export type Wanted = { fileIds: string[] } | { selectionId: string } | { all: true };
export type Chosen = { file: FileRow; version: VersionRow };

/** Why a picture is not in the archive: it does not exist for them, or its original is not offered to them. */
export type LeftWhy = 'not-found' | 'not-offered';
export type Choice = { chosen: Chosen[]; left: { fileId: string; why: LeftWhy }[] };

/** What of these pictures the actor may download now, in gallery order, and what is left out and why. */
export async function choose(
	ctx: Context,
	actor: Asker,
	gallery: Gallery,
	fileIds: string[],
	tier: Exclude<Tier, 'preview'> = 'original'
): Promise<Choice> {
	const rows = await inTurns(fileIds, async (ids) => shown(ctx.db.read, actor, gallery.id, ids));
	const versionIds = rows.map((row) => row.version.id);
	const allowed = await readableOfMany(ctx.db.read, actor, versionIds, ctx.clock.now(), { tier });
	const compare = compareFiles(gallery.orderBy);
	const placed = ({ file }: Chosen) => ({ ...file, takenAt: file.capturedAt });
	const chosen = rows
		.filter((row) => allowed.has(row.version.id))
		.sort((a, b) => compare(placed(a), placed(b)));
	return { chosen, left: leftOut(fileIds, rows, chosen) };
}

/** Every picture that the actor sees in the gallery. */
export async function allShown(db: Database, actor: Asker, galleryId: string): Promise<string[]> {
	const rows = await db
		.select({ id: file.id, released: file.releasedVersion, current: file.currentVersion })
		.from(file)
		.where(and(eq(file.galleryId, galleryId), isNull(file.deletedAt), isPicture))
		.all();
	return rows
		.filter((row) => (actor.kind === 'client' ? row.released !== null : row.current > 0))
		.map(({ id }) => id);
}

/** The version of each that the actor sees: released to clients, current to members. */
const shown = (db: Database, actor: Asker, galleryId: string, ids: string[]): Promise<Chosen[]> =>
	db
		.select({ file, version })
		.from(file)
		.innerJoin(
			version,
			and(
				eq(version.fileId, file.id),
				eq(version.n, actor.kind === 'client' ? file.releasedVersion : file.currentVersion)
			)
		)
		.where(and(inArray(file.id, ids), eq(file.galleryId, galleryId), isNull(file.deletedAt)))
		.all();

function leftOut(fileIds: string[], shownToHer: Chosen[], chosen: Chosen[]): Choice['left'] {
	const known = new Set(shownToHer.map((row) => row.file.id));
	const taken = new Set(chosen.map((row) => row.file.id));
	return fileIds
		.filter((fileId) => !taken.has(fileId))
		.map((fileId) => ({ fileId, why: known.has(fileId) ? 'not-offered' : 'not-found' }));
}

/** Which pictures were asked for, whether or not they are to be had. */
export async function wantedIds(
	{ db, clock }: Context,
	actor: Asker,
	galleryId: string,
	wanted: Wanted
): Promise<string[]> {
	if ('fileIds' in wanted) return [...new Set(wanted.fileIds)];
	if ('all' in wanted) return allShown(db.read, actor, galleryId);
	const { files } = await selectionResult(db.read, galleryId, wanted.selectionId, clock.now());
	return files.filter((file) => file.in).map((file) => file.fileId);
}
