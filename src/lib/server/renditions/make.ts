import { mkdir, rm, rmdir } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../context.ts';
import type { version } from '../db/schema.ts';
import type { Decoders, PictureResult } from '../media/decoders.ts';
import type { Original } from '../media/tasks.ts';
import type { PictureTask } from '../media/wire.ts';
import { renditionKey } from '../storage/keys.ts';
import type { Stored } from './rows.ts';

type Version = Pick<typeof version.$inferSelect, 'storageKey' | 'kind'>;

/** A file in the scratch folder that is to be kept. */
export type MadeFile = Omit<Stored, 'key'> & { path: string; ending?: string };
export type Made<R> = { result: R; files: readonly MadeFile[] };

/**
 * Has something made of a version, stores it and lets `write` name it in a row. What no row came to name (`write` answers
 * false, or fails) is removed again, or swept later.
 */
export async function makeOf<R>(
	ctx: Context,
	row: Version,
	make: (original: Original) => Promise<Made<R>>,
	write: (result: R, stored: Stored[]) => Promise<boolean>
): Promise<void> {
	await inScratch(ctx, async (into) => {
		const path = await originalPath(ctx, row, into);
		const { result, files } = await make({ path, kind: row.kind, into });
		const stored = await store(ctx, files);
		let isNamed = false;
		try {
			isNamed = await write(result, stored);
		} finally {
			if (!isNamed) await Promise.allSettled(stored.map(({ key }) => ctx.storage.remove(key)));
		}
	});
}

/** Pictures made by a decoder. */
export const byPicturing =
	(decoders: Pick<Decoders, 'run'>, task: (original: Original) => PictureTask) =>
	async (original: Original): Promise<Made<PictureResult>> => {
		const result = await decoders.run(task(original));
		return { result, files: result.outcome === 'pictured' ? result.renditions : [] };
	};

/** Lends a folder for the time of some work. */
export async function inScratch(ctx: Context, work: (folder: string) => Promise<void>) {
	const folder = join(ctx.tempDir, `ingest-${ctx.ids.next()}`);
	await mkdir(folder);
	try {
		await work(folder);
	} finally {
		// its files have moved out, unless something went wrong
		await rmdir(folder).catch(() => rm(folder, { recursive: true, force: true }));
	}
}

/** Decoders read ordinary files: where the storage has none, a copy lies in the scratch folder. */
export async function originalPath(
	ctx: Context,
	{ storageKey }: Pick<Version, 'storageKey'>,
	folder: string
) {
	const local = ctx.storage.localPath(storageKey);
	if (local) return local;
	const copy = join(folder, 'original');
	await pipeline(await ctx.storage.open(storageKey), createWriteStream(copy));
	return copy;
}

/** Renditions of one run lie in one folder, which then reaches the disk once. */
function store(ctx: Context, made: readonly MadeFile[]): Promise<Stored[]> {
	const id = ctx.ids.next();
	return Promise.all(
		made.map(async ({ path, ending, ...facts }) => {
			const key = renditionKey(id, facts.recipe, ending);
			await ctx.storage.putFile(key, path);
			return { ...facts, key };
		})
	);
}
