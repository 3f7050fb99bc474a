import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { SNIFF_BYTES, sniffKind } from '#lib/domain/kinds/sniff.ts';
import { findVisibleGallery, requireStanding } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { version } from '../db/schema.ts';
import { dangerous, placeUpload, type Placed, type Received, type UploadIntent } from '../files/index.ts';
import { originalKey } from '../storage/keys.ts';
import { readByTurns, Turns } from '../storage/read-by-turns.ts';

/** Complete bytes in a temporary file, on the disk; `sha256` and `head` (the first 64) where they were taken while they came. */
export type Complete = {
	id: string;
	path: string;
	bytes: number;
	crc32: number;
	sha256?: string | undefined;
	head?: Uint8Array | undefined;
};

/**
 * Hands complete bytes to the storage and writes down, in one commit, what they became; `also` joins that commit.
 * Safe to call again after a crash at any point: the bytes lie either at `path` or already under the key of `id`.
 */
export async function storeReceived(
	ctx: Context,
	actor: MemberActor,
	intent: UploadIntent,
	complete: Complete,
	also: (tx: Transaction, placed: Placed) => Promise<void> | void = () => undefined
): Promise<Placed> {
	const key = originalKey(complete.id);
	const isHere = await isThere(complete.path);
	const readTo: ReadTo = isHere
		? async (end) => readByTurns(complete.path, { start: 0, end }, new Turns())
		: (end) => ctx.storage.open(key, { start: 0, end });
	const received = await factsOf(intent.name, complete, readTo);
	if (isHere) await ctx.storage.putFile(key, complete.path, { isSynced: true });
	const placed = await place(ctx, actor, intent, received, also).catch(async (error: unknown) => {
		// refused for good; after trouble of the machine the bytes stay for the next try
		if (error instanceof AppError) await forget(ctx, key);
		throw error;
	});
	if (!('versionId' in placed)) await forget(ctx, key);
	return placed;
}

/** Another request may have finished the same upload meanwhile: what a version names stays. */
async function forget(ctx: Context, key: string) {
	const named = await ctx.db.read
		.select({ id: version.id })
		.from(version)
		.where(eq(version.storageKey, key))
		.get();
	if (!named) await ctx.storage.remove(key);
}

/** Bytes of the whole up to and with `last`; a chunk holds until the next but one is asked for. */
type ReadTo = (last: number) => Promise<AsyncIterable<Buffer>>;

const place = (
	ctx: Context,
	actor: MemberActor,
	intent: UploadIntent,
	received: Received,
	also: (tx: Transaction, placed: Placed) => Promise<void> | void
) =>
	ctx.db.transaction(async (tx) => {
		await requireStanding(tx, actor);
		const { gallery } = await findVisibleGallery(tx, actor, intent.galleryId, ctx.clock.now());
		const placed = await placeUpload(tx, ctx, actor, gallery, intent, received);
		await also(tx, placed);
		return placed;
	});

/** Reads no more than it must: the whole only where its hash was not taken while it came. */
async function factsOf(name: string, complete: Complete, readTo: ReadTo): Promise<Received> {
	const { id, bytes, crc32 } = complete;
	const { head, sha256 } = await headAndHash(complete, readTo);
	const { kind, verdict } = sniffKind(head, name);
	// small bodies of unknown length are whole only now
	if (verdict === 'dangerous') throw dangerous();
	return { id, bytes, crc32, kind, sha256 };
}

async function headAndHash({ bytes, head: seen, sha256: taken }: Complete, readTo: ReadTo) {
	if (seen && taken) return { head: seen, sha256: taken };
	const hash = taken ? null : createHash('sha256');
	let head = Buffer.alloc(0);
	for await (const chunk of await readTo((hash ? bytes : Math.min(SNIFF_BYTES, bytes)) - 1)) {
		if (head.length < SNIFF_BYTES) head = Buffer.concat([head, chunk.subarray(0, SNIFF_BYTES)]);
		hash?.update(chunk);
	}
	return { head: head.subarray(0, SNIFF_BYTES), sha256: taken ?? hash?.digest('hex') ?? '' };
}

/** A disk that cannot say is in trouble: the bytes are not gone for it, and the upload is not refused. */
async function isThere(path: string): Promise<boolean> {
	try {
		await stat(path);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
		throw error;
	}
}
