import { createHash } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import type { ProductSpec } from '#lib/domain/products/spec.ts';
import type { Context } from '../context.ts';
import { inTurns, inWritersTurns } from '../db/in-turns.ts';
import type { Database } from '../db/open.ts';
import { rendition } from '../db/schema.ts';

/** A product of one version. */
export type WantedProduct = { versionId: string; spec: ProductSpec };

/** Bytes of a product as they lie there; `failed`: it cannot be made of that version. */
export type MadeProduct =
	| {
			state: 'ready';
			storageKey: string;
			bytes: number;
			crc32: number;
			sha256: string;
			width: number;
			height: number;
	  }
	| { state: 'failed' };

/** Names a spec, and fits in a key. 76 bits: two specs of one version never share it. */
export const recipeOf = (spec: ProductSpec) =>
	`p${createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 19)}`;

/** By which `productsMade` finds one. */
export const keyOf = ({ versionId, spec }: WantedProduct) => `${versionId} ${recipeOf(spec)}`;

/** Those that are there, or are known to be impossible; all others have yet to be made. */
export async function productsMade(
	db: Database,
	wanted: readonly WantedProduct[]
): Promise<Map<string, MadeProduct>> {
	const recipes = [...new Set(wanted.map(({ spec }) => recipeOf(spec)))];
	const keys = new Set(wanted.map(keyOf));
	const versionIds = [...new Set(wanted.map(({ versionId }) => versionId))];
	const rows = await inTurns(versionIds, async (ids) =>
		(await rowsOf(db, ids, recipes)).map((row) => [`${row.versionId} ${row.recipe}`, toMade(row)] as const)
	);
	return new Map(rows.filter(([key]) => keys.has(key)));
}

/** So many recipes are looked for by name; where credits name each picture there are as many as pictures. */
const FEW = 50;

function rowsOf(db: Database, versionIds: string[], recipes: string[]) {
	const those = inArray(rendition.versionId, versionIds);
	const isOne = recipes.length <= FEW ? inArray(rendition.recipe, recipes) : undefined;
	return db.select().from(rendition).where(and(those, isOne)).all();
}

function toMade(row: typeof rendition.$inferSelect): MadeProduct {
	const { key, bytes, crc32, sha256, width, height } = row;
	if (key === null || bytes === null || crc32 === null || sha256 === null) return { state: 'failed' };
	return { state: 'ready', storageKey: key, bytes, crc32, sha256, width: width ?? 0, height: height ?? 0 };
}

/** Has these made, unless they are or will be. Asking again changes nothing, and heals what a lost job left out. */
export async function wantProducts(ctx: Context, wanted: readonly WantedProduct[]): Promise<void> {
	if (!wanted.length) return;
	await ctx.db.transaction((tx) =>
		inWritersTurns(wanted, async (part) => {
			for (const each of part) await ctx.jobs.enqueue(tx, 'product', each, { key: `product:${keyOf(each)}` });
		})
	);
}

/** Somebody wants them: the time after which they are swept begins anew. */
export async function touchProducts(ctx: Context, wanted: readonly WantedProduct[]): Promise<void> {
	const usedAt = ctx.clock.now();
	await ctx.db.transaction((tx) =>
		inWritersTurns(wanted, async (part) => {
			for (const { versionId, spec } of part)
				await tx
					.update(rendition)
					.set({ usedAt })
					.where(and(eq(rendition.versionId, versionId), eq(rendition.recipe, recipeOf(spec))))
					.run();
		})
	);
}
