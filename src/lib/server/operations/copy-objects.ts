import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '#lib/domain/fault.ts';
import type { Storage } from '../storage/storage.ts';
import type { Reference } from './references.ts';

export type Copied = { copied: number; kept: number; missing: Reference[]; damaged: Reference[] };

/**
 * Copies what `to` does not have yet; objects never change, so one of the right size is the right one. Originals are
 * hashed on the way: other bytes than the database knows are damage and are not kept.
 */
export async function copyObjects(
	from: Storage,
	to: Storage,
	wanted: readonly Reference[],
	progress: (done: number) => void = () => undefined
): Promise<Copied> {
	const result: Copied = { copied: 0, kept: 0, missing: [], damaged: [] };
	for (const [index, reference] of wanted.entries()) {
		const outcome = await copyObject(from, to, reference);
		if (outcome === 'copied' || outcome === 'kept') result[outcome]++;
		else result[outcome].push(reference);
		progress(index + 1);
	}
	return result;
}

async function copyObject(from: Storage, to: Storage, { key, sha256 }: Reference) {
	const [there, here] = await Promise.all([from.stat(key), to.stat(key)]);
	if (here && (!there || there.bytes === here.bytes)) return 'kept';
	if (!there) return 'missing';
	if (here) await to.remove(key);
	const hash = createHash('sha256');
	try {
		await to.put(key, Readable.from(hashed(await from.open(key), hash), { objectMode: false }));
	} catch (error) {
		if (error instanceof AppError && error.fault === 'not-found') return 'missing';
		throw error;
	}
	if (sha256 === null || hash.digest('hex') === sha256) return 'copied';
	await to.remove(key);
	return 'damaged';
}

async function* hashed(bytes: Readable, hash: Hash) {
	for await (const chunk of bytes) {
		hash.update(chunk);
		yield chunk;
	}
}
