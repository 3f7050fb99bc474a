import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { JobPayload } from '#lib/contract/jobs.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { version } from '../db/schema.ts';
import { record, SYSTEM } from '../events/index.ts';
import type { Decoders } from '../media/decoders.ts';
import { lengthOf, outlineOf } from '../media/mark/letters.ts';
import { previewRecipes, type RecipeName } from '../media/recipes.ts';
import { lookTask, type Original } from '../media/tasks.ts';
import type { PictureTask } from '../media/wire.ts';
import {
	addRenditions,
	lookOf,
	lookRecipe,
	makeOf,
	removeOtherLooks,
	renditionsOf,
	type Look,
	type Made,
	type Stored
} from '../renditions/index.ts';
import { proofsIn } from './plan-looks.ts';

type Wanted = JobPayload<'look'>;
/** What the queue lends to a run: its last transaction, which fails once another run has taken over. */
type Lease = { last: <T>(work: (tx: Transaction) => Promise<T> | T) => Promise<T> };

/**
 * Makes what clients get of a version before it is final, unless it lies there or the gallery has come to want another look.
 * Safe to run twice. Rejects on the machine's trouble, and where no picture comes of it: clients go on waiting.
 */
export async function makeLook(
	ctx: Context,
	wanted: Wanted,
	lease: Lease,
	decoders: Pick<Decoders, 'run'>
): Promise<void> {
	const found = await versionToMake(ctx.db.read, wanted);
	if (!found) return;
	let gone: string[] = [];
	await makeOf(ctx, found.row, picturing(decoders, found.look, wanted.of), (_, stored) =>
		lease.last(async (tx) => {
			const still = await versionToMake(tx, wanted);
			if (!still) return false;
			gone = await note(tx, ctx, wanted, still, stored);
			return true;
		})
	);
	// what is left behind by an end in between lies there without a row, and is swept as such
	for (const key of gone) await ctx.storage.remove(key);
}

type ToMake = NonNullable<Awaited<ReturnType<typeof versionToMake>>>;

async function versionToMake(db: Database, { versionId, look: key, of }: Wanted) {
	const isPictured = and(
		eq(version.picture, true),
		isNotNull(version.processedAt),
		inArray(version.status, ['current', 'past'])
	);
	const row = await db
		.select()
		.from(version)
		.where(and(eq(version.id, versionId), isPictured))
		.get();
	const look = row && lookOf(await proofsIn(db, row.galleryId));
	if (!row || look?.key !== key) return undefined;
	const isThere =
		of === 'previews'
			? row.look === key
			: (await renditionsOf(db, versionId)).some(({ recipe }) => recipe === lookRecipe(look, of));
	return isThere ? undefined : { row, look };
}

const picturing =
	(decoders: Pick<Decoders, 'run'>, look: Look, of: Wanted['of']) =>
	async (original: Original): Promise<Made<null>> => {
		const recipes: RecipeName[] = of === 'previews' ? previewRecipes : [of];
		const result = await decoders.run(lookTask(original, recipes, taskOf(look)));
		if (result.outcome !== 'pictured') throw new Error(`a picture that was there is ${result.outcome} now`);
		const files = result.renditions.map((one) => ({ ...one, recipe: lookRecipe(look, one.recipe) }));
		return { result: null, files };
	};

const taskOf = ({ watermark, proofEdge }: Look): PictureTask['look'] => ({
	edge: proofEdge,
	mark: watermark && {
		outline: outlineOf(watermark.text),
		letters: lengthOf(watermark.text),
		place: watermark.place,
		size: watermark.size,
		opacity: watermark.opacity
	}
});

/** Answers the keys of earlier looks, which nothing names any more. */
async function note(
	tx: Transaction,
	ctx: Context,
	{ versionId, of }: Wanted,
	{ row, look }: ToMake,
	stored: Stored[]
): Promise<string[]> {
	await addRenditions(tx, versionId, stored, of === 'tiles' ? ctx.clock.now() : null);
	if (of !== 'previews') return [];
	await tx.update(version).set({ look: look.key }).where(eq(version.id, versionId)).run();
	const gone = await removeOtherLooks(tx, versionId, look);
	if (row.fileId !== null)
		await record(tx, ctx, {
			name: 'version.lookMade',
			...{ galleryId: row.galleryId, by: SYSTEM, fileIds: [row.fileId] }
		});
	return gone;
}
