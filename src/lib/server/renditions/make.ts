import { mkdir, rm, rmdir } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../context.ts';
import type { version } from '../db/schema.ts';
import type { Decoders, MadeRendition, PictureResult } from '../media/decoders.ts';
import type { Original } from '../media/tasks.ts';
import type { PictureTask } from '../media/wire.ts';
import { renditionKey } from '../storage/keys.ts';
import type { Stored } from './rows.ts';

type Version = Pick<typeof version.$inferSelect, 'storageKey' | 'kind'>;

/**
 * Has a decoder make something of a version, stores it and lets `write` name it in a row. What no row came to name
 * (`write` answers false, or fails) is removed again, or swept later.
 */
export async function makeOf(
	ctx: Context,
	row: Version,
	make: { decoders: Decoders; task: (original: Original) => PictureTask },
	write: (result: PictureResult, stored: Stored[]) => Promise<boolean>
): Promise<void> {
	await inScratch(ctx, async (into) => {
		const path = await originalPath(ctx, row, into);
		const result = await make.decoders.run(make.task({ path, kind: row.kind, into }));
		const stored = result.outcome === 'pictured' ? await store(ctx, result.renditions) : [];
		let isNamed = false;
		try {
			isNamed = await write(result, stored);
		} finally {
			if (!isNamed) await Promise.allSettled(stored.map(({ key }) => ctx.storage.remove(key)));
		}
	});
}

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
function store(ctx: Context, made: MadeRendition[]): Promise<Stored[]> {
	const id = ctx.ids.next();
	return Promise.all(
		made.map(async ({ path, ...facts }) => {
			const key = renditionKey(id, facts.recipe);
			await ctx.storage.putFile(key, path);
			return { ...facts, key };
		})
	);
}
