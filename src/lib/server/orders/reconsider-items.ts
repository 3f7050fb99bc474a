import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { inWritersTurns, writersTurn } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { file, order, orderItem } from '../db/schema.ts';
import { planOrder } from '../deliveries/schedule.ts';
import { announceOrder } from './announce.ts';
import { pendingItemsOn, recheckItems, type ChangedItem } from './recheck.ts';
import { startByFinal } from './start-by-final.ts';
import { tellOrderChanged } from './tell.ts';

/**
 * Why items are looked at again: 'file' for anything that changed a file (processed, state set, restored, deleted),
 * 'accepted' for a photographer's OK, 'uploads' when an upload or processing began or ended.
 */
export type ReconsiderCause = 'file' | 'accepted' | 'uploads';

/**
 * Lets every pending item on these files follow them, moves pins and plans the deliveries of their orders, in the
 * transaction that changed the files. Sends nothing itself. Items of deleted files end, and the client is told.
 */
export function reconsiderItems(
	tx: Transaction,
	ctx: Context,
	fileIds: readonly string[],
	cause: ReconsiderCause
) {
	if (!fileIds.length) return;
	const looked = lookAt(tx, ctx, fileIds);
	for (const [orderId, changed] of looked) settle(tx, ctx, orderId, fileIds, changed, cause);
}

/** The same for thousands, in turns of the event loop; each order is planned and told once all the same. */
export async function reconsiderInTurns(
	tx: Transaction,
	ctx: Context,
	fileIds: readonly string[],
	cause: ReconsiderCause
) {
	const looked: Looked = new Map();
	await inWritersTurns(fileIds, (part) => {
		for (const [orderId, changed] of lookAt(tx, ctx, part))
			looked.set(orderId, [...(looked.get(orderId) ?? []), ...changed]);
	});
	for (const [orderId, changed] of looked) {
		await writersTurn();
		settle(tx, ctx, orderId, fileIds, changed, cause);
	}
}

/** What changed in each order that asks for one of these files. */
type Looked = Map<string, ChangedItem[]>;

function lookAt(tx: Transaction, ctx: Context, fileIds: readonly string[]): Looked {
	const loaded = pendingItemsOn(tx, fileIds);
	const looked: Looked = new Map(loaded.map(({ row }) => [row.orderId, []]));
	for (const one of recheckItems(tx, ctx.clock.now(), loaded)) looked.get(one.row.orderId)?.push(one);
	return looked;
}

function settle(
	tx: Transaction,
	ctx: Context,
	orderId: string,
	fileIds: readonly string[],
	changed: ChangedItem[],
	cause: ReconsiderCause
) {
	const begun = startByFinal(tx, ctx, orderId, fileIds);
	replan(tx, ctx, orderId, changed, cause, begun);
}

function replan(
	tx: Transaction,
	ctx: Context,
	orderId: string,
	changed: ChangedItem[],
	cause: ReconsiderCause,
	begun: boolean
) {
	planOrder(tx, ctx, orderId, !changed.length ? 'looked' : cause === 'accepted' ? 'ok' : 'changed');
	const withdrawn = changed.filter(({ next }) => next.state === 'cancelled').map(({ row }) => row.id);
	tellOrderChanged(tx, ctx, orderId, { withdrawn });
	announceOrder(tx, ctx, orderId, { toClients: begun || withdrawn.length > 0 });
}

/** An upload that names no file yet began or ended: every order in the gallery that it could finish looks again. */
export function lookAtOrdersOf(tx: Transaction, ctx: Context, galleryId: string) {
	const rows = tx
		.selectDistinct({ id: order.id })
		.from(order)
		.innerJoin(orderItem, eq(orderItem.orderId, order.id))
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.where(and(eq(file.galleryId, galleryId), eq(orderItem.state, 'ready')))
		.all();
	for (const { id } of rows) {
		planOrder(tx, ctx, id, 'looked');
		announceOrder(tx, ctx, id, { toClients: false });
	}
}
