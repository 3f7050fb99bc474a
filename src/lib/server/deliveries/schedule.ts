import { eq, inArray, max } from 'drizzle-orm';
import { planDelivery, type DeliveryCause, type OpenDelivery } from '#lib/domain/orders/plan-delivery.ts';
import { isPending } from '#lib/domain/orders/item.ts';
import { QUIET_MS, underWayFor, type UploadProgress } from '#lib/domain/orders/under-way.ts';
import type { Context } from '../context.ts';
import { param } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { delivery, gallery, order, orderItem } from '../db/schema.ts';
import { itemsOf, openDeliveryOf } from '../orders/index.ts';
import { progressIn } from './under-way.ts';

type Order = typeof order.$inferSelect;
type Delivery = typeof delivery.$inferSelect;
type Item = typeof orderItem.$inferSelect;

export type Planned = { order: Order; open: Delivery | null; send: boolean };

/**
 * Plans the order's one open delivery anew and writes it. `send` says that it has to be closed in this transaction
 * (only for 'due', 'send-now' and 'deliver'); its row is there then, with every ready item in it.
 */
export async function planOrder(
	tx: Transaction,
	ctx: Context,
	orderId: string,
	cause: DeliveryCause
): Promise<Planned | null> {
	const found = await withGallery(tx).get({ orderId });
	if (!found) return null;
	const items = await itemsOf(tx, orderId);
	const open = await openDeliveryOf(tx, orderId);
	const now = ctx.clock.now();
	const pendingFileIds = new Set(items.filter(isPending).map((item) => item.fileId));
	const { deliveryRule: rule, graceSeconds, okForRetoucher, id: galleryId } = found.gallery;
	const uploads = await progressIn(tx, { galleryId, okForRetoucher, pendingFileIds });
	const underWay = underWayFor({ id: orderId, pendingFileIds }, uploads, now);
	const plan = planDelivery({ items, open, underWay, rule, graceMs: graceSeconds * 1000, now, cause });
	const next = plan.kind === 'send' ? (open ?? { dueAt: now, held: false, restarts: 0 }) : plan.open;
	const row = await writeOpen(tx, ctx, found.order, open, next);
	if (row) await putReadyInto(tx, row.id, items);
	if (row && plan.kind === 'keep') await wakeUp(tx, ctx, orderId, row.dueAt, underWay ? uploads : []);
	return { order: found.order, open: row, send: plan.kind === 'send' };
}

const withGallery = statement((tx: Transaction) =>
	tx
		.select({ order, gallery })
		.from(order)
		.innerJoin(gallery, eq(gallery.id, order.galleryId))
		.where(eq(order.id, param('orderId')))
		.prepare()
);

async function writeOpen(
	tx: Transaction,
	ctx: Context,
	order: Order,
	open: Delivery | null,
	next: OpenDelivery | null
) {
	if (!next) {
		if (open) await dropDelivery(tx, open.id);
		return null;
	}
	const { dueAt, held, restarts } = next;
	if (open)
		return tx
			.update(delivery)
			.set({ dueAt, held, restarts })
			.where(eq(delivery.id, open.id))
			.returning()
			.get();
	const last =
		(
			await tx
				.select({ n: max(delivery.number) })
				.from(delivery)
				.where(eq(delivery.orderId, order.id))
				.get()
		)?.n ?? 0;
	const { id: orderId, galleryId } = order;
	const fresh = {
		id: ctx.ids.next(),
		galleryId,
		orderId,
		number: last + 1,
		dueAt,
		held,
		restarts,
		createdAt: ctx.clock.now()
	};
	return tx.insert(delivery).values(fresh).returning().get();
}

/** An open delivery that nothing is left in never was one. */
async function dropDelivery(tx: Transaction, deliveryId: string) {
	await tx.update(orderItem).set({ deliveryId: null }).where(eq(orderItem.deliveryId, deliveryId)).run();
	await tx.delete(delivery).where(eq(delivery.id, deliveryId)).run();
}

async function putReadyInto(tx: Transaction, deliveryId: string, items: readonly Item[]) {
	const ids = items
		.filter((item) => item.state === 'ready' && item.deliveryId !== deliveryId)
		.map((item) => item.id);
	if (ids.length) await tx.update(orderItem).set({ deliveryId }).where(inArray(orderItem.id, ids)).run();
}

const LOOK_AGAIN_MS = 15_000;

/** The job looks when the grace ends, or when the uploads it waits for have been silent for two minutes. */
async function wakeUp(
	tx: Transaction,
	ctx: Context,
	orderId: string,
	dueAt: number | null,
	blocking: readonly UploadProgress[]
) {
	const now = ctx.clock.now();
	const silent = blocking
		.filter(({ status }) => status === 'receiving')
		.map(({ lastByteAt }) => lastByteAt + QUIET_MS);
	const looks = silent.length ? [Math.max(Math.min(...silent), now + LOOK_AGAIN_MS)] : [];
	const due = dueAt === null ? looks : [blocking.length ? Math.max(dueAt, now + LOOK_AGAIN_MS) : dueAt];
	const runAt = Math.min(...due);
	if (Number.isFinite(runAt))
		await ctx.jobs.enqueue(tx, 'deliver', { orderId }, { key: deliverJobKey(orderId), runAt });
}

const deliverJobKey = (orderId: string) => `deliver:${orderId}`;
