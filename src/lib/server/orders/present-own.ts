import { and, asc, desc, eq, inArray, isNotNull, or } from 'drizzle-orm';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { clientItemState, type CancelReason } from '#lib/domain/orders/item.ts';
import { canChangeItems, orderProgress, type OrderProgress } from '#lib/domain/orders/progress.ts';
import { findVisibleGallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Reader, Transaction } from '../db/open.ts';
import {
	delivery,
	deliveryFile,
	deliveryLink,
	file,
	order,
	orderItem,
	orderRecipient,
	studio,
	version
} from '../db/schema.ts';
import { linkUrl } from '../deliveries/links.ts';
import { renditionUrl } from '../files/present.ts';
import { findOwnOrder, type FoundOrder } from './find.ts';
import { iso } from './present.ts';

type Db = Reader | Transaction;

export type OwnItem = {
	id: string;
	fileId: string;
	name: string;
	state: 'waiting' | 'delivered' | 'cancelled';
	reason?: string;
	cancelledBy?: CancelReason;
	/** A change of something she has already. */
	isChange: boolean;
	instructions: string[];
	picture: { url: string; width: number; height: number } | null;
};
export type OwnDelivery = {
	id: string;
	number: number;
	deliveredAt: string;
	recalled: boolean;
	count: number;
	/** Her own page; none when it was recalled, or when it went to others only. */
	url?: string;
};
/** An order as its client sees it: nothing is hers before it is delivered, and nothing says what is coming. */
export type OwnOrder = {
	id: string;
	number: number;
	galleryId: string;
	galleryTitle: string;
	studioName: string;
	selectionId?: string;
	placedBy: string;
	placedAt: string;
	seenAt?: string;
	startedAt?: string;
	expectedBy?: string;
	note: string;
	recipients: string[];
	/** Those of them who get nothing before the studio confirms them. */
	unconfirmed: string[];
	progress: OrderProgress;
	canChange: boolean;
	canAsk: boolean;
	items: OwnItem[];
	deliveries: OwnDelivery[];
};

export async function readOwnOrder(ctx: Context, actor: ClientActor, orderId: string): Promise<OwnOrder> {
	const found = findOwnOrder(ctx.db.read, actor, orderId, ctx.clock.now());
	return presentOwn(ctx.db.read, ctx, actor, found);
}

/** Her orders in the gallery, newest first: those she placed and those that come to her. */
export async function listOwnOrders(
	ctx: Context,
	actor: ClientActor,
	galleryId: string
): Promise<OwnOrder[]> {
	const db = ctx.db.read;
	const visible = findVisibleGallery(db, actor, galleryId, ctx.clock.now());
	const isShe = or(
		eq(orderRecipient.participantId, actor.participantId),
		actor.email ? eq(orderRecipient.email, actor.email) : undefined
	);
	const received = db.select({ id: orderRecipient.orderId }).from(orderRecipient).where(isShe);
	const isHers = or(eq(order.participantId, actor.participantId), inArray(order.id, received));
	const rows = db
		.select()
		.from(order)
		.where(and(eq(order.galleryId, galleryId), isHers))
		.orderBy(desc(order.number))
		.all();
	return rows.map((row) => presentOwn(db, ctx, actor, { order: row, ...visible }));
}

function presentOwn(
	db: Db,
	ctx: Context,
	actor: ClientActor,
	{ order: row, gallery, rights }: FoundOrder
): OwnOrder {
	const items = itemsOf(db, row.id);
	const recipients = recipientsIn(db, row.id);
	const { id, number, galleryId, selectionId, note, seenAt, startedAt, expectedBy } = row;
	return {
		id,
		number,
		galleryId,
		galleryTitle: gallery.title,
		studioName: studioNameOf(db, gallery.studioId),
		...(selectionId ? { selectionId } : {}),
		placedBy: row.placedByName,
		placedAt: iso(row.placedAt),
		...(seenAt === null ? {} : { seenAt: iso(seenAt) }),
		...(startedAt === null ? {} : { startedAt: iso(startedAt) }),
		...(expectedBy === null ? {} : { expectedBy: iso(expectedBy) }),
		note,
		recipients: recipients.map(nameOf),
		unconfirmed: recipients.filter(({ trust }) => trust === 'waits').map(nameOf),
		progress: orderProgress(
			row,
			items.map(({ item }) => item)
		),
		canChange: rights.order && canChangeItems(row),
		canAsk: rights.order,
		items: items.map(presentItem),
		deliveries: deliveriesOf(db, ctx, actor, id)
	};
}

const studioNameOf = (db: Db, studioId: string) =>
	db.select({ name: studio.name }).from(studio).where(eq(studio.id, studioId)).get()?.name ?? '';

function itemsOf(db: Db, orderId: string) {
	return db
		.select({ item: orderItem, file, version })
		.from(orderItem)
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.leftJoin(version, and(eq(version.fileId, file.id), eq(version.n, file.releasedVersion)))
		.where(eq(orderItem.orderId, orderId))
		.orderBy(asc(file.cameraName), asc(orderItem.createdAt), asc(orderItem.id))
		.all()
		.sort((a, b) => Number(a.item.state === 'cancelled') - Number(b.item.state === 'cancelled'));
}

function presentItem({ item, file: row, version: shown }: ReturnType<typeof itemsOf>[number]): OwnItem {
	const { id, fileId, state, cancelledBy, reason, afterVersion, instructions } = item;
	return {
		id,
		fileId,
		name: row.cameraName,
		state: clientItemState(state),
		...(cancelledBy ? { cancelledBy } : {}),
		...(state === 'cancelled' && reason ? { reason } : {}),
		isChange: afterVersion > 0,
		instructions: instructions.map(({ text }) => text),
		picture: shown && row.deletedAt === null ? pictureOf(shown) : null
	};
}

const THUMBNAIL_PX = 400;

export function pictureOf({ galleryId, fileId, n, renditions }: typeof version.$inferSelect) {
	const bySize = renditions.toSorted((a, b) => a.width - b.width);
	const best = bySize.find(({ width }) => width >= THUMBNAIL_PX) ?? bySize.at(-1);
	if (!best || !fileId || n === null) return null;
	return { url: renditionUrl(galleryId, fileId, n, best.width), width: best.width, height: best.height };
}

/** Names of people; an address only where there is no name, since she wrote that one herself. */
const nameOf = ({ name, email }: typeof orderRecipient.$inferSelect) => name || email;

const recipientsIn = (db: Db, orderId: string) =>
	db.select().from(orderRecipient).where(eq(orderRecipient.orderId, orderId)).all();

function deliveriesOf(db: Db, ctx: Context, { email }: ClientActor, orderId: string): OwnDelivery[] {
	const isSent = and(eq(delivery.orderId, orderId), isNotNull(delivery.deliveredAt));
	const rows = db.select().from(delivery).where(isSent).orderBy(asc(delivery.number)).all();
	return rows.map(({ id, number, deliveredAt, recalledAt }) => {
		const isHers = and(eq(deliveryLink.deliveryId, id), eq(deliveryLink.email, email ?? '-'));
		const link = db.select().from(deliveryLink).where(isHers).get();
		const isLive = link && recalledAt === null && link.revokedAt === null;
		return {
			id,
			number,
			deliveredAt: iso(deliveredAt ?? 0),
			recalled: recalledAt !== null,
			count: db.select().from(deliveryFile).where(eq(deliveryFile.deliveryId, id)).all().length,
			...(isLive ? { url: linkUrl(ctx, link) } : {})
		};
	});
}
