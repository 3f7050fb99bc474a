import type { ArchiveMade } from '#lib/contract/delivery.ts';
import type { ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { zipPaths } from '#lib/domain/naming/zip-paths.ts';
import { findVisibleGallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import { archive } from '../db/schema.ts';
import { choose, wantedIds, type Wanted } from './archive-choice.ts';
import { stampOf } from './access-cache.ts';
import { downloadName } from './original.ts';
import { cachesOf } from './caches.ts';
import { pathIn, placed } from './path-in.ts';
import { etagOf, layOut } from './zip.ts';

const DAY_MS = 86_400_000;

/** Pins what the actor may download now, behind a URL for 24 hours; nothing is packed before it is fetched. */
export async function makeArchive(
	ctx: Context,
	actor: ClientActor | MemberActor,
	galleryId: string,
	wanted: Wanted
): Promise<ArchiveMade> {
	const now = ctx.clock.now();
	const stamp = await stampOf(ctx, actor, galleryId);
	const { gallery } = await findVisibleGallery(ctx.db.read, actor, galleryId, now);
	const fileIds = await wantedIds(ctx, actor, galleryId, wanted);
	const { chosen, left } = await choose(ctx, actor, gallery, fileIds);
	if (!chosen.length) throw new AppError('conflict', 'faults:downloads.nothing', {}, { left });
	const takenAt = chosen.map(({ file }) => file.capturedAt);
	const layout = layOut(
		chosen.map((each) => each.version),
		zipPaths(chosen.map(({ file, version }) => pathIn(file.section, downloadName(file, version)))),
		takenAt
	);
	const row = {
		id: ctx.ids.next(),
		galleryId,
		...(actor.kind === 'client' ? { participantId: actor.participantId } : { memberId: actor.memberId }),
		versionIds: chosen.map((each) => each.version.id),
		names: layout.entries.map((entry) => entry.name),
		takenAt,
		etag: etagOf(layout),
		bytes: layout.totalBytes,
		createdAt: now,
		expiresAt: now + DAY_MS
	};
	await ctx.db.transaction(async (tx) => void (await tx.insert(archive).values(row).run()));
	const { layouts, judged } = cachesOf(ctx);
	layouts.put(row.id, layout);
	judged.note(row.id, stamp);
	const files = layout.entries.map(({ name, size }, i) => ({
		fileId: chosen[i]?.file.id ?? '',
		...placed(name),
		bytes: size
	}));
	return { url: `/g/${galleryId}/archives/${row.id}.zip`, bytes: row.bytes, files, left };
}
