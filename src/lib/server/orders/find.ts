import { and, desc, eq, inArray, or } from 'drizzle-orm';
import type { ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import { clientIn, findVisibleGallery, notFound, type Visible } from '../access/index.ts';
import type { Context } from '../context.ts';
import { param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { order, orderRecipient } from '../db/schema.ts';

export type OrderRow = typeof order.$inferSelect;
export type FoundOrder = Visible & { order: OrderRow };

export const orderRow = (db: Database, orderId: string): Promise<OrderRow | undefined> =>
	oneOrder(db).get({ orderId });

const oneOrder = statement((db: Database) =>
	db
		.select()
		.from(order)
		.where(eq(order.id, param('orderId')))
		.prepare()
);

/** An order as far as this member may see its gallery. */
export async function findOrder(
	db: Database,
	actor: MemberActor,
	orderId: string,
	now: number
): Promise<FoundOrder> {
	const row = await orderRow(db, orderId);
	if (!row) throw notFound();
	return { order: row, ...(await findVisibleGallery(db, actor, row.galleryId, now)) };
}

/** An order for whoever placed it or receives it; to everybody else there is none. */
export async function findOwnOrder(
	db: Database,
	actor: ClientActor,
	orderId: string,
	now: number
): Promise<FoundOrder> {
	const row = await orderRow(db, orderId);
	if (!row || row.galleryId !== actor.galleryId || !(await isTheirs(db, actor, row))) throw notFound();
	return { order: row, ...(await findVisibleGallery(db, actor, row.galleryId, now)) };
}

async function isTheirs(
	db: Database,
	{ participantId, email }: ClientActor,
	row: OrderRow
): Promise<boolean> {
	if (row.participantId === participantId) return true;
	const isPerson = or(eq(orderRecipient.participantId, participantId), eq(orderRecipient.email, email ?? ''));
	return (
		(await db
			.select()
			.from(orderRecipient)
			.where(and(eq(orderRecipient.orderId, row.id), isPerson))
			.get()) !== undefined
	);
}

/** The person's orders in the gallery, newest first: those they placed and those that come to them. */
export async function ownOrderRows(
	db: Database,
	{ participantId, email }: ClientActor,
	galleryId: string,
	most = -1
): Promise<OrderRow[]> {
	const isPerson = or(
		eq(orderRecipient.participantId, participantId),
		email ? eq(orderRecipient.email, email) : undefined
	);
	const received = db.select({ id: orderRecipient.orderId }).from(orderRecipient).where(isPerson);
	const isTheirs = or(eq(order.participantId, participantId), inArray(order.id, received));
	return db
		.select()
		.from(order)
		.where(and(eq(order.galleryId, galleryId), isTheirs))
		.orderBy(desc(order.number))
		.limit(most)
		.all();
}

/** Who this browser is in an order's gallery; an unknown order answers like a gallery that is not theirs. */
export async function clientOfOrder(
	ctx: Context,
	sessionId: string | null,
	orderId: string,
	claimedParticipantId?: string | null
): Promise<ClientActor> {
	const galleryId = (await orderRow(ctx.db.read, orderId))?.galleryId ?? '';
	return clientIn(ctx, sessionId, galleryId, claimedParticipantId);
}
