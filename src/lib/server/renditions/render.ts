import { eq } from 'drizzle-orm';
import type { JobPayload } from '#lib/contract/jobs.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { version } from '../db/schema.ts';
import type { Decoders } from '../media/decoders.ts';
import { isRecipe, type RecipeName } from '../media/recipes.ts';
import { renderTask } from '../media/tasks.ts';
import { byPicturing, makeOf } from './make.ts';
import { addFailed, addRenditions, previewsAmong, renditionsOf } from './rows.ts';

/** What the queue lends to a run: its last transaction, which fails once another run has taken over. */
type Lease = { last: <T>(work: (tx: Transaction) => Promise<T> | T) => Promise<T> };

/** Asks for a rendition of a version; asking again while it is being made changes nothing. */
export const wantRendition = (ctx: Context, versionId: string, recipe: RecipeName) =>
	ctx.db.transaction((tx) =>
		ctx.jobs.enqueue(tx, 'render', { versionId, recipe }, { key: `render:${recipe}:${versionId}` })
	);

/**
 * Makes one rendition of a version that has its previews, unless it is there or was found to be impossible. Safe to run
 * twice. Rejects on an unknown recipe and on the machine's trouble.
 */
export async function renderVersion(
	ctx: Context,
	{ versionId, recipe }: JobPayload<'render'>,
	lease: Lease,
	decoders: Pick<Decoders, 'run'>
): Promise<void> {
	if (!isRecipe(recipe)) throw new Error(`no recipe ${recipe}`);
	const row = await versionToRender(ctx.db.read, versionId, recipe);
	if (!row) return;
	const task = (original: Parameters<typeof renderTask>[0]) => renderTask(original, recipe);
	await makeOf(ctx, row, byPicturing(decoders, task), (result, stored) =>
		lease.last(async (tx) => {
			if (!(await versionToRender(tx, versionId, recipe))) return false;
			const usedAt = recipe === 'tiles' ? ctx.clock.now() : null;
			if (result.outcome === 'pictured') await addRenditions(tx, versionId, stored, usedAt);
			else await addFailed(tx, versionId, recipe);
			return true;
		})
	);
}

/** A version with previews, while nothing is known of this recipe. */
async function versionToRender(db: Database, versionId: string, recipe: RecipeName) {
	const known = await renditionsOf(db, versionId);
	if (!previewsAmong(known).length || known.some((one) => one.recipe === recipe)) return undefined;
	const { storageKey, kind } = version;
	return db.select({ storageKey, kind }).from(version).where(eq(version.id, versionId)).get();
}
