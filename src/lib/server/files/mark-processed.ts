import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { param, paramAs } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { version } from '../db/schema.ts';
import type { PictureResult } from '../media/decoders.ts';
import { record, SYSTEM } from '../events/index.ts';
import { addRenditions, type Stored } from '../renditions/index.ts';
import { placeAgreed, placeAgreedWith } from './place-agreed.ts';
import type { VersionRow } from './present.ts';
import { versionById } from './queries.ts';
import { settle } from './settle-version.ts';

/**
 * Writes down what a decoder found, once. A damaged version changes nothing but itself; one that a person must judge
 * stays incoming and asks; every other becomes current here and now. False: there was nothing to write down.
 */
export async function markProcessed(
	tx: Transaction,
	ctx: Context,
	versionId: string,
	result: PictureResult,
	stored: readonly Stored[]
): Promise<boolean> {
	const before = await versionById(tx, versionId);
	if (!before || before.processedAt !== null) return false;
	const row = { ...before, ...factsOf(result), processedAt: ctx.clock.now() };
	const { error, remark, picture, capture, words, width, height, durationMs } = row;
	const { placeholder, likeness, processedAt } = row;
	const facts = {
		...{ error, remark, picture, capture, words, width, height, durationMs },
		...{ placeholder, likeness, processedAt }
	};
	await write(tx).run({ id: versionId, ...facts });
	await addRenditions(tx, versionId, stored);
	// before anybody is told: they see at once that it is being prepared
	if (row.durationMs !== null)
		await ctx.jobs.enqueue(tx, 'transcode', { versionId }, { key: `transcode:${versionId}` });
	await follow(tx, ctx, row);
	return true;
}

async function follow(tx: Transaction, ctx: Context, row: VersionRow) {
	if (row.fileId === null) return answerByPicture(tx, ctx, row);
	// discarded by a restore meanwhile: its facts are history
	if (row.status === 'processing') await settle(tx, ctx, row, row.fileId);
	await placeAgreedWith(tx, ctx, row.galleryId);
}

/** Its picture may say whose it is; a delivery that waited to know goes on either way. */
async function answerByPicture(tx: Transaction, ctx: Context, row: VersionRow) {
	const { id: unmatchedId, galleryId, orderId, match } = row;
	await placeAgreed(tx, ctx, galleryId, orderId);
	const about = { galleryId, by: SYSTEM, fileIds: match?.candidates ?? [] };
	await record(tx, ctx, { name: 'unmatched.processed', ...about, unmatchedId });
}

const write = statement((tx: Transaction) => {
	const names = [
		...(['error', 'remark', 'picture', 'capture', 'words', 'width', 'height', 'placeholder'] as const),
		...(['durationMs', 'likeness', 'processedAt'] as const)
	];
	return tx
		.update(version)
		.set(Object.fromEntries(names.map((name) => [name, paramAs(name)])))
		.where(eq(version.id, param('id')))
		.prepare();
});

function factsOf(result: PictureResult): Partial<VersionRow> {
	if (result.outcome === 'failed') return { error: result.fault, picture: false };
	const { words = null, ...capture } = result.capture;
	const { remark = null } = result;
	if (result.outcome === 'kept') return { capture, words, remark, picture: false };
	const { width, height, fingerprints, film } = result;
	const durationMs = film?.durationMs ?? null;
	return { width, height, durationMs, ...fingerprints, capture, words, remark, picture: true };
}
