import { eq } from 'drizzle-orm';
import type { JobPayload } from '#lib/contract/jobs.ts';
import { rooms } from '#lib/contract/announcements.ts';
import { stat } from 'node:fs/promises';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { version } from '../db/schema.ts';
import { record, SYSTEM } from '../events/index.ts';
import type { Decoders, TranscodeResult } from '../media/decoders.ts';
import { FILM } from '../media/film/film-file.ts';
import { wantsLadder } from '../media/film/ladder-files.ts';
import type { Original } from '../media/tasks.ts';
import { addFailed, addRenditions, makeOf, renditionsOf, type Stored } from '../renditions/index.ts';
import { viewFile, versionById } from './queries.ts';

type OfVersion = JobPayload<'transcode'>;
/** What the queue lends to a run: its last transaction, which fails once another run has taken over. */
type Lease = { last: <T>(work: (tx: Transaction) => Promise<T> | T) => Promise<T> };

/**
 * Makes what browsers play of a film that has its poster, unless it is there or was found to be impossible. Safe to run
 * twice. Members see how far it is. Rejects on the machine's trouble only; the queue then tries again.
 */
export async function prepareFilm(
	ctx: Context,
	{ versionId }: OfVersion,
	lease: Lease,
	decoders: Pick<Decoders, 'transcode'>
): Promise<void> {
	const row = await filmToPrepare(ctx.db.read, versionId);
	if (!row) return;
	const make = async (original: Original) => {
		const tell = teller(ctx, row);
		const result = await decoders.transcode({ do: 'transcode', ...original }, tell.hear);
		await tell.silence();
		return { result, files: await filesOf(result) };
	};
	await makeOf(ctx, row, make, (result, stored) =>
		lease.last(async (tx) => {
			if (!(await filmToPrepare(tx, versionId))) return false;
			await note(tx, ctx, versionId, result, stored);
			return true;
		})
	);
}

/** Every try came to an error of ours: nobody waits for it any longer. */
export async function giveUpFilm(tx: Transaction, ctx: Context, { versionId }: OfVersion) {
	if (await filmToPrepare(tx, versionId))
		await note(tx, ctx, versionId, { outcome: 'failed', fault: 'given-up' }, []);
}

/** A version with a poster and a length, while nothing is known of what can be played. */
async function filmToPrepare(db: Database, versionId: string) {
	const row = await versionById(db, versionId);
	if (!row || row.durationMs === null) return undefined;
	const known = await renditionsOf(db, versionId);
	return known.some(({ recipe }) => recipe === FILM) ? undefined : row;
}
type FilmRow = NonNullable<Awaited<ReturnType<typeof filmToPrepare>>>;

async function filesOf(result: TranscodeResult) {
	if (result.outcome !== 'transcoded') return [];
	const { path, width, height } = result;
	return [{ recipe: FILM, ending: '.mp4', path, width, height, bytes: (await stat(path)).size }];
}

async function note(
	tx: Transaction,
	ctx: Context,
	versionId: string,
	result: TranscodeResult,
	stored: Stored[]
) {
	if (result.outcome === 'transcoded') {
		const { durationMs, frameUs } = result;
		await tx.update(version).set({ durationMs, frameUs }).where(eq(version.id, versionId)).run();
		await addRenditions(tx, versionId, stored);
		if (wantsLadder(result))
			await ctx.jobs.enqueue(tx, 'ladder', { versionId }, { key: `ladder:${versionId}` });
	} else await addFailed(tx, versionId, FILM);
	const row = await versionById(tx, versionId);
	if (!row?.fileId) return;
	const about = { galleryId: row.galleryId, by: SYSTEM, fileIds: [row.fileId] };
	await record(tx, ctx, { name: 'film.prepared', ...about, versionId });
}

const TELL_EVERY_MS = 3000;

/** Tells members how far it is, now and then; whoever comes later hears the next. */
function teller(ctx: Context, { fileId, n, galleryId }: FilmRow) {
	let last = 0;
	let telling = Promise.resolve();
	const announce = async (share: number) => {
		if (fileId === null) return;
		await ctx.db.transaction(async (tx) => {
			const view = await viewFile(tx, fileId);
			if (!view.film || view.version !== n) return;
			const film = { ...view.film, share: Math.round(share * 100) / 100 };
			await ctx.hub.announce(tx, rooms.studio(galleryId), 'file.changed', { ...view, film });
		});
	};
	return {
		hear(share: number) {
			const now = ctx.clock.now();
			if (now - last < TELL_EVERY_MS) return;
			last = now;
			telling = telling
				.then(() => announce(share))
				.catch((error) => ctx.log.warn({ err: error }, 'how far a film is was not told'));
		},
		silence: () => telling
	};
}
