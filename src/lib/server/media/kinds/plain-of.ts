import { rm } from 'node:fs/promises';
import { readerOf } from './index.ts';
import type { Plain } from './plain.ts';

type Original = { kind: string; path: string; into: string };

/** Lends what a reader of its kind made of the original, or the original where it needs none. */
export async function plainOf<T>(
	{ kind, path, into }: Original,
	work: (plain: Plain) => Promise<T>
): Promise<T> {
	const read = await readerOf(kind);
	const plain = read ? await read({ path, into }) : { path };
	try {
		return await work(plain);
	} finally {
		if (plain.path !== path) await rm(plain.path, { force: true });
	}
}
