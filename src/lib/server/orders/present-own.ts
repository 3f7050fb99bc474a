import { and, asc, count, eq, isNotNull, isNull } from 'drizzle-orm';
import type { OwnItem, OwnOrder, OwnDelivery } from '#lib/contract/order.ts';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { zoneHere } from '#lib/domain/days.ts';
import type { ProofSettings } from '#lib/domain/galleries/watermark.ts';
import { pageOf } from '#lib/domain/pages.ts';
import { byPicture } from '#lib/domain/orders/changes.ts';
import { clientItemState } from '#lib/domain/orders/item.ts';
import { canChangeItems, orderProgress } from '#lib/domain/orders/progress.ts';
import { t } from '#lib/messages/index.ts';
import { findVisibleGallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import { inJson, param, list } from '../db/expressions.ts';
import { inTurns } from '../db/in-turns.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import {
	delivery,
	deliveryFile,
	deliveryLink,
	file,
	gallery,
	order,
	orderItem,
	orderRecipient,
	studio,
	version
} from '../db/schema.ts';
import { linkUrl } from './delivery-url.ts';
import { findOwnOrder, ownOrderRows, type FoundOrder } from './find.ts';
import { inGalleryOrder, placeColumns } from './item-order.ts';
import { pictureColumns, pictureOf } from './own-picture.ts';
import { iso } from './present.ts';

export async function readOwnOrder(ctx: Context, actor: ClientActor, orderId: string): Promise<OwnOrder> {
	return ctx.db.snapshot(async (db) => {
		const found = await findOwnOrder(db, actor, orderId, ctx.clock.now());
		return presentOwn(db, ctx, actor, found);
	});
}

export type OwnOrderPage = { order: OwnOrder; page: number; pages: number };

/** The same with the pictures of one page only, all items of one together; everything else is of the whole order. */
export async function readOwnPage(
	ctx: Context,
	actor: ClientActor,
	orderId: string,
	asked: number
): Promise<OwnOrderPage> {
	return ctx.db.snapshot(async (db) => {
		const found = await findOwnOrder(db, actor, orderId, ctx.clock.now());
		const places = await placesOf(db, orderId);
		const pictures = byPicture(places);
		const { page, pages, from, size } = pageOf(pictures.length, asked);
		const shown = pictures.slice(from, from + size).flat();
		return { order: await presentOwn(db, ctx, actor, found, { places, shown }), page, pages };
	});
}

/** Their orders in the gallery, newest first: those they placed and those that come to them. */
export async function listOwnOrders(
	ctx: Context,
	actor: ClientActor,
	galleryId: string
): Promise<OwnOrder[]> {
	return ctx.db.snapshot(async (db) => {
		const visible = await findVisibleGallery(db, actor, galleryId, ctx.clock.now());
		const rows = await ownOrderRows(db, actor, galleryId);
		return Array.fromAsync(rows, (row) => presentOwn(db, ctx, actor, { order: row, ...visible }));
	});
}

async function presentOwn(
	db: Database,
	ctx: Context,
	actor: ClientActor,
	{ order: row, gallery, rights }: FoundOrder,
	wanted?: { places: Place[]; shown: Place[] }
): Promise<OwnOrder> {
	const places = wanted?.places ?? (await placesOf(db, row.id));
	const recipients = await recipientsIn(db, row.id);
	const { id, number, galleryId, selectionId, note, seenAt, startedAt, expectedBy } = row;
	return {
		id,
		number,
		galleryId,
		galleryTitle: gallery.title,
		...(await studioOf(db, gallery.studioId)),
		...(selectionId ? { selectionId } : {}),
		placedBy: row.placedByName,
		placedAt: iso(row.placedAt),
		...(seenAt === null ? {} : { seenAt: iso(seenAt) }),
		...(startedAt === null ? {} : { startedAt: iso(startedAt) }),
		...(expectedBy === null ? {} : { expectedBy: iso(expectedBy) }),
		note,
		recipients: recipients.map(shownTo(actor, row)),
		unconfirmed: recipients.filter(({ trust }) => trust === 'waits').map(shownTo(actor, row)),
		progress: orderProgress(row, places),
		canChange: rights.order && canChangeItems(row),
		canAsk: rights.order,
		items: await itemsAt(db, wanted?.shown ?? places, gallery),
		deliveries: await deliveriesOf(db, ctx, actor, id)
	};
}

async function studioOf(db: Database, studioId: string): Promise<Pick<OwnOrder, 'studioName' | 'timeZone'>> {
	const row = await db.select().from(studio).where(eq(studio.id, studioId)).get();
	return { studioName: row?.name ?? '', timeZone: row?.timeZone ?? zoneHere() };
}

type Place = Pick<typeof orderItem.$inferSelect, 'id' | 'fileId' | 'state' | 'afterVersion'>;

/** Every item in the order that the client reads them: as in the gallery, what was taken out at the end. */
async function placesOf(db: Database, orderId: string): Promise<Place[]> {
	const { id, fileId, state, afterVersion, createdAt } = orderItem;
	const rows = await db
		.select({ item: { id, fileId, state, afterVersion, createdAt }, ...placeColumns })
		.from(orderItem)
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.innerJoin(gallery, eq(gallery.id, file.galleryId))
		.where(eq(orderItem.orderId, orderId))
		.all();
	const isOut = ({ item }: (typeof rows)[number]) => Number(item.state === 'cancelled');
	return inGalleryOrder(rows)
		.sort((a, b) => isOut(a) - isOut(b))
		.map(({ item }) => item);
}

async function itemsAt(db: Database, places: readonly Place[], proofs: ProofSettings): Promise<OwnItem[]> {
	const ids = places.map(({ id }) => id);
	const rows = await inTurns(ids, async (part) => itemRows(db).all({ ids: list(part) }));
	const byId = new Map(rows.map((row) => [row.item.id, row]));
	return ids.flatMap((id) => {
		const row = byId.get(id);
		return row ? [presentItem(row, proofs)] : [];
	});
}

const itemRows = statement((db: Database) =>
	db
		.select({
			item: orderItem,
			cameraName: file.cameraName,
			deletedAt: file.deletedAt,
			releasedState: file.releasedState,
			shown: pictureColumns
		})
		.from(orderItem)
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.leftJoin(version, and(eq(version.fileId, file.id), eq(version.n, file.releasedVersion)))
		.where(inJson(orderItem.id, param('ids')))
		.prepare()
);

type ItemRow = Awaited<ReturnType<ReturnType<typeof itemRows>['all']>>[number];

function presentItem(
	{ item, cameraName, deletedAt, releasedState, shown }: ItemRow,
	proofs: ProofSettings
): OwnItem {
	const { id, fileId, state, cancelledBy, reason, afterVersion, instructions } = item;
	return {
		id,
		fileId,
		name: cameraName,
		state: clientItemState(state),
		...(cancelledBy ? { cancelledBy } : {}),
		...(state === 'cancelled' && reason ? { reason } : {}),
		isChange: afterVersion > 0,
		instructions: instructions.map(({ text }) => text),
		picture: shown && deletedAt === null ? pictureOf(shown, releasedState, proofs) : null
	};
}

/** Names of people; an address without a name is shown to whoever wrote it, and to whom it belongs. */
const shownTo =
	(actor: ClientActor, { participantId }: Pick<typeof order.$inferSelect, 'participantId'>) =>
	({ name, email }: typeof orderRecipient.$inferSelect) =>
		name ||
		(participantId === actor.participantId || email === actor.email
			? email
			: t('client:ownOrder.otherAddress'));

const recipientsIn = (db: Database, orderId: string) =>
	db
		.select()
		.from(orderRecipient)
		.where(eq(orderRecipient.orderId, orderId))
		.orderBy(asc(orderRecipient.email))
		.all();

export async function deliveriesOf(
	db: Database,
	ctx: Context,
	{ email }: Pick<ClientActor, 'email'>,
	orderId: string
): Promise<OwnDelivery[]> {
	const isSent = and(eq(delivery.orderId, orderId), isNotNull(delivery.deliveredAt));
	const isTheirs = and(eq(deliveryLink.deliveryId, delivery.id), eq(deliveryLink.email, email ?? '-'));
	const rows = await db
		.select({ delivery, link: deliveryLink })
		.from(delivery)
		.leftJoin(deliveryLink, isTheirs)
		.where(isSent)
		.orderBy(asc(delivery.number))
		.all();
	const counts = await countsOf(
		db,
		rows.map((row) => row.delivery.id)
	);
	return rows.map(({ delivery: { id, number, deliveredAt, recalledAt }, link }) => {
		const isLive = link && recalledAt === null && link.revokedAt === null;
		return {
			id,
			number,
			deliveredAt: iso(deliveredAt ?? 0),
			recalled: recalledAt !== null,
			count: counts.get(id) ?? 0,
			...(isLive ? { url: linkUrl(ctx, link) } : {})
		};
	});
}

/** How many files each delivery is, without those taken off it. */
async function countsOf(db: Database, deliveryIds: readonly string[]): Promise<Map<string, number>> {
	const rows = await db
		.select({ id: deliveryFile.deliveryId, n: count() })
		.from(deliveryFile)
		.where(and(inJson(deliveryFile.deliveryId, deliveryIds), isNull(deliveryFile.recalledAt)))
		.groupBy(deliveryFile.deliveryId)
		.all();
	return new Map(rows.map(({ id, n }) => [id, n]));
}
