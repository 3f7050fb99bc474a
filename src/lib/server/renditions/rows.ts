import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { param, params } from '../db/expressions.ts';
import type { Database, Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { rendition, version } from '../db/schema.ts';
import { previewRecipes } from '../media/recipes.ts';

/** Stored bytes of a version. */
export type Stored = { recipe: string; key: string; width: number; height: number; bytes: number | null };
/** What a version has of a recipe; `failed`: it cannot be made of it. */
export type Rendition = (Stored & { state: 'ready' }) | { recipe: string; state: 'failed' };

/** All that was made, or could not be made, of a version. */
export const renditionsOf = async (db: Database, versionId: string): Promise<Rendition[]> =>
	(await ofVersion(db).all({ versionId })).map(toRendition);

const ofVersion = statement((db: Database) =>
	db
		.select()
		.from(rendition)
		.where(eq(rendition.versionId, param('versionId')))
		.prepare()
);

function toRendition(row: typeof rendition.$inferSelect): Rendition {
	const { recipe, key, width, height, bytes } = row;
	if (key === null || width === null || height === null) return { recipe, state: 'failed' };
	return { recipe, state: 'ready', key, width, height, bytes };
}

const isPreview = (one: Rendition): one is Stored & { state: 'ready' } =>
	one.state === 'ready' && previewRecipes.some((name) => name === one.recipe);

/** Those that are made of every picture, from large to small. */
export const previewsAmong = (all: readonly Rendition[]): Stored[] =>
	all.filter(isPreview).sort((a, b) => b.width - a.width);

/** In a query on `version`: its previews, for `exists`. */
export const previewsIn = (db: Database) =>
	db
		.select({ recipe: rendition.recipe })
		.from(rendition)
		.where(
			and(
				eq(rendition.versionId, version.id),
				inArray(rendition.recipe, previewRecipes),
				eq(rendition.state, 'ready')
			)
		);

/** Writes down what was stored of a version. `usedAt`: of what goes when nobody has wanted it for long. */
export async function addRenditions(
	tx: Transaction,
	versionId: string,
	stored: readonly Stored[],
	usedAt: number | null = null
) {
	for (const each of stored) await add(tx).run({ versionId, ...each, usedAt, state: 'ready' });
}

/** Notes that a recipe cannot be made of this version: nobody has to try again. */
export async function addFailed(tx: Transaction, versionId: string, recipe: string) {
	await tx.insert(rendition).values({ versionId, recipe, state: 'failed' }).run();
}

const add = statement((tx: Transaction) =>
	tx
		.insert(rendition)
		.values(params('versionId', 'recipe', 'state', 'key', 'width', 'height', 'bytes', 'usedAt'))
		.prepare()
);

/** Takes away the rows of these versions; answers the keys that nothing names any more. */
export const removeRenditions = async (tx: Transaction, versionIds: readonly string[]): Promise<string[]> =>
	(
		await tx
			.delete(rendition)
			.where(inArray(rendition.versionId, [...versionIds]))
			.returning({ key: rendition.key })
			.all()
	).flatMap(({ key }) => key ?? []);

/** Every stored key with its version. */
export const renditionKeys = async (db: Database): Promise<{ versionId: string; key: string }[]> =>
	(
		await db
			.select({ versionId: rendition.versionId, key: rendition.key })
			.from(rendition)
			.where(isNotNull(rendition.key))
			.all()
	).flatMap(({ versionId, key }) => (key === null ? [] : { versionId, key }));
