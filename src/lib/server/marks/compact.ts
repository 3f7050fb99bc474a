import { and, eq, lt, lte } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { markSnapshot, markUpdate } from '../db/schema.ts';
import { epochOf } from './admit.ts';
import { encodeV2, partsOf } from './gate/parts.ts';
import { lastSeqIn, loadRoom } from './log.ts';

/** Other processes read the log behind us: rows stay long enough for the slowest of them. */
const KEEP_MS = 600_000;

type Write = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

/**
 * Folds the update log of a gallery into one v2 snapshot a book. The epoch stays: clocks and deletions are the same,
 * so whoever is connected or offline notices nothing. The folding is done before the transaction, which only writes.
 */
export async function compactMarks(ctx: Context, galleryId: string, write: Write = ctx.db.transaction) {
	const { read } = ctx.db;
	const epoch = await epochOf(read, galleryId);
	// the sequence first: a snapshot may hold more than it says, never less
	const written = await lastSeqIn(read, galleryId);
	const { room } = await loadRoom(read, galleryId);
	const folded = [...written].map(([book, seq]) => {
		return { book, seq, update: Buffer.from(encodeV2(partsOf([room.book(book).doc]))) };
	});
	await write(async (tx) => {
		// a restore or an erasure came in between: what was read is not true any more
		if ((await epochOf(tx, galleryId)) !== epoch) return;
		const createdAt = ctx.clock.now();
		for (const each of folded) await keep(tx, { ...each, galleryId, createdAt });
		await forgetFolded(tx, galleryId, createdAt - KEEP_MS);
	});
}

async function keep(tx: Transaction, row: typeof markSnapshot.$inferInsert) {
	const { seq, update, createdAt } = row;
	const place = [markSnapshot.galleryId, markSnapshot.book];
	await tx
		.insert(markSnapshot)
		.values(row)
		.onConflictDoUpdate({ target: place, set: { seq, update, createdAt } })
		.run();
}

async function forgetFolded(tx: Transaction, galleryId: string, before: number) {
	const snapshots = await tx.select().from(markSnapshot).where(eq(markSnapshot.galleryId, galleryId)).all();
	for (const { book, seq } of snapshots) {
		const folded = and(
			eq(markUpdate.galleryId, galleryId),
			eq(markUpdate.book, book),
			lte(markUpdate.seq, seq)
		);
		await tx
			.delete(markUpdate)
			.where(and(folded, lt(markUpdate.createdAt, before)))
			.run();
	}
}
