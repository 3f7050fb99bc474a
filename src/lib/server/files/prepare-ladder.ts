import { stat } from 'node:fs/promises';
import type { JobPayload } from '#lib/contract/jobs.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { record, SYSTEM } from '../events/index.ts';
import type { Decoders, LadderResult } from '../media/decoders.ts';
import { FILM } from '../media/film/film-file.ts';
import { LADDER, listOf, piecesOf } from '../media/film/ladder-files.ts';
import {
	addFailed,
	addRenditions,
	makeOf,
	renditionsOf,
	type MadeFile,
	type Stored
} from '../renditions/index.ts';
import { versionById } from './queries.ts';

type OfVersion = JobPayload<'ladder'>;
/** As for a film: the last transaction fails once another run has taken over. */
type Lease = { last: <T>(work: (tx: Transaction) => Promise<T> | T) => Promise<T> };

/**
 * Makes the ladder of a film that can be played already, unless it is there or was found to be impossible. Safe to run
 * twice. Rejects on the machine's trouble only; the queue then tries again.
 */
export async function prepareLadder(
	ctx: Context,
	{ versionId }: OfVersion,
	lease: Lease,
	decoders: Pick<Decoders, 'climb'>
): Promise<void> {
	const film = await filmToClimb(ctx.db.read, versionId);
	if (!film) return;
	const make = async ({ path, into }: { path: string; into: string }) => {
		const result = await decoders.climb({ do: 'ladder', path, kind: 'mp4', into });
		return { result, files: await filesOf(result) };
	};
	await makeOf(ctx, { storageKey: film.key, kind: 'mp4' }, make, (result, stored) =>
		lease.last(async (tx) => {
			if (!(await filmToClimb(tx, versionId))) return false;
			await note(tx, ctx, versionId, result, stored);
			return true;
		})
	);
}

/** Every try came to an error of ours: it is played as the one file that it is. */
export async function giveUpLadder(tx: Transaction, ctx: Context, { versionId }: OfVersion) {
	if (await filmToClimb(tx, versionId))
		await note(tx, ctx, versionId, { outcome: 'failed', fault: 'given-up' }, []);
}

/** What is played of a version, while nothing is known of its ladder. */
async function filmToClimb(db: Database, versionId: string) {
	const known = await renditionsOf(db, versionId);
	if (known.some(({ recipe }) => recipe === LADDER)) return undefined;
	const film = known.find(({ recipe }) => recipe === FILM);
	return film?.state === 'ready' ? film : undefined;
}

async function filesOf(result: LadderResult): Promise<MadeFile[]> {
	if (result.outcome !== 'laddered') return [];
	const files = result.rungs.flatMap(({ name, width, height, pieces, list }) => [
		{ recipe: piecesOf(name), ending: '.mp4', path: pieces, width, height },
		{ recipe: listOf(name), ending: '.m3u8', path: list, width, height }
	]);
	return Promise.all(files.map(async (file) => ({ ...file, bytes: (await stat(file.path)).size })));
}

async function note(
	tx: Transaction,
	ctx: Context,
	versionId: string,
	result: LadderResult,
	stored: Stored[]
) {
	if (result.outcome === 'laddered') await addRenditions(tx, versionId, stored);
	else await addFailed(tx, versionId, LADDER);
	const row = await versionById(tx, versionId);
	if (!row?.fileId) return;
	const about = { galleryId: row.galleryId, by: SYSTEM, fileIds: [row.fileId] };
	await record(tx, ctx, { name: 'film.prepared', ...about, versionId });
}
