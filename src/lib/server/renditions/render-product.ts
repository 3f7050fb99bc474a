import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';
import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { JobPayload } from '#lib/contract/jobs.ts';
import { ENDINGS } from '#lib/domain/products/format.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { rendition, version } from '../db/schema.ts';
import type { Decoders, ProductResult } from '../media/decoders.ts';
import { renditionKey } from '../storage/keys.ts';
import { inScratch, originalPath } from './make.ts';
import { recipeOf } from './products.ts';

/** What the queue lends to a run: its last transaction, which fails once another run has taken over. */
type Lease = { last: <T>(work: (tx: Transaction) => Promise<T> | T) => Promise<T> };
type Wanted = JobPayload<'product'>;

/**
 * Makes one product of a processed version, unless it is there or was found to be impossible. Safe to run twice.
 * Rejects on the machine's trouble.
 */
export async function renderProduct(
	ctx: Context,
	wanted: Wanted,
	lease: Lease,
	decoders: Pick<Decoders, 'produce'>
): Promise<void> {
	const row = await versionToRender(ctx.db.read, wanted);
	if (!row) return;
	const { spec } = wanted;
	await inScratch(ctx, async (into) => {
		const path = await originalPath(ctx, row, into);
		const result = await decoders.produce({ do: 'product', path, kind: row.kind, into, spec });
		const stored = result.outcome === 'produced' ? await store(ctx, wanted, result) : FAILED;
		let isNamed = false;
		try {
			isNamed = await lease.last((tx) => name(tx, wanted, { ...stored, usedAt: ctx.clock.now() }));
		} finally {
			if (!isNamed && stored.key !== null) await ctx.storage.remove(stored.key);
		}
	});
}

const FAILED = { state: 'failed', key: null } as const;

/** A version whose picture is known, while nothing is known of this product. */
async function versionToRender(db: Database, { versionId, spec }: Wanted) {
	const known = await db
		.select({ state: rendition.state })
		.from(rendition)
		.where(and(eq(rendition.versionId, versionId), eq(rendition.recipe, recipeOf(spec))))
		.get();
	if (known) return undefined;
	const isProcessed = and(
		isNotNull(version.processedAt),
		inArray(version.status, ['current', 'past', 'asks'])
	);
	const { storageKey, kind } = version;
	return db
		.select({ storageKey, kind })
		.from(version)
		.where(and(eq(version.id, versionId), isProcessed))
		.get();
}

type Produced = Extract<ProductResult, { outcome: 'produced' }>;

async function store(ctx: Context, { spec }: Wanted, { path, width, height }: Produced) {
	const facts = await factsOf(path);
	const key = renditionKey(ctx.ids.next(), recipeOf(spec), ENDINGS[spec.format]);
	await ctx.storage.putFile(key, path);
	return { state: 'ready', key, width, height, ...facts } as const;
}

/** Read here, not in the decoder, which is not believed. */
async function factsOf(path: string) {
	const hash = createHash('sha256');
	let [sum, bytes] = [0, 0];
	for await (const chunk of createReadStream(path)) {
		const piece = chunk as Buffer; // no encoding was set
		hash.update(piece);
		sum = crc32(piece, sum);
		bytes += piece.length;
	}
	return { bytes, crc32: sum, sha256: hash.digest('hex') };
}

type Row = Omit<typeof rendition.$inferInsert, 'versionId' | 'recipe'>;

async function name(tx: Transaction, wanted: Wanted, row: Row): Promise<boolean> {
	if (!(await versionToRender(tx, wanted))) return false;
	const { versionId, spec } = wanted;
	await tx
		.insert(rendition)
		.values({ versionId, recipe: recipeOf(spec), ...row })
		.run();
	return true;
}
