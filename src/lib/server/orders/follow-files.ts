import type { Context } from '../context.ts';
import { inWritersTurns, writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { record, type By, type FactOf } from '../events/index.ts';
import { pendingItemsOn, recheckItems, type ChangedItem } from './recheck.ts';
import { startByFinal } from './start-by-final.ts';

/** Facts that pending items of the files concerned follow. */
export type Followed = FactOf<
	| 'file.becameCurrent'
	| 'file.stateSet'
	| 'file.restored'
	| 'file.deleted'
	| 'version.arrived'
	| 'version.setAside'
	| 'version.refused'
	| 'unmatched.processed'
	| 'upload.changed'
	| 'gallery.deleted'
>;

/** Pending items follow what happened to their files. */
export const followFiles = (tx: Transaction, ctx: Context, fact: Followed) =>
	recheckOrdersOn(tx, ctx, fact, causeOf(fact));

type Where = { galleryId: string | null; by: By; fileIds: readonly string[] };
type Cause = FactOf<'order.itemsFollowed'>['cause'];

/**
 * Lets every pending item on these files follow them and moves their pins, in turns of the event loop where there are
 * thousands; each order is planned and told once all the same. Items of deleted files end. Sends nothing itself.
 */
export async function recheckOrdersOn(tx: Transaction, ctx: Context, where: Where, cause: Cause) {
	const { galleryId, by, fileIds } = where;
	const looked = await recheckAll(tx, ctx, fileIds);
	for (const [orderId, changed] of looked) {
		if (looked.size > 1) await writersTurn();
		const hasStarted = await startByFinal(tx, ctx, orderId, fileIds);
		const hasChanged = changed.length > 0;
		const withdrawn = changed.filter(({ next }) => next.state === 'cancelled').map(({ row }) => row.id);
		const about = { galleryId, by, orderId, cause, hasChanged, withdrawn, hasStarted };
		await record(tx, ctx, { name: 'order.itemsFollowed', ...about });
	}
}

/** `uploads` changes no file, but a delivery may have waited for it, or has to from now on. */
function causeOf(fact: Followed): Cause {
	if (fact.name === 'file.becameCurrent') return fact.accepted ? 'accepted' : 'file';
	return CHANGES_FILES.has(fact.name) ? 'file' : 'uploads';
}

const CHANGES_FILES: ReadonlySet<string> = new Set<Followed['name']>([
	'file.stateSet',
	'file.restored',
	'file.deleted',
	'gallery.deleted'
]);

/** What changed in each order that asks for one of these files. */
async function recheckAll(tx: Transaction, ctx: Context, fileIds: readonly string[]) {
	const byOrder = new Map<string, ChangedItem[]>();
	await inWritersTurns(fileIds, async (part) => {
		const loaded = await pendingItemsOn(tx, part);
		for (const { row } of loaded) if (!byOrder.has(row.orderId)) byOrder.set(row.orderId, []);
		for (const one of await recheckItems(tx, ctx.clock.now(), loaded))
			byOrder.get(one.row.orderId)?.push(one);
	});
	return byOrder;
}
