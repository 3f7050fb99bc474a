import { asc, eq, getTableColumns, sql } from 'drizzle-orm';
import type { Context } from '#lib/server/context.ts';
import * as rows from '#lib/server/db/schema.ts';
import type { World } from './world.ts';

export type Found = Awaited<ReturnType<typeof findAll>>;

/** Prepared once for each context: they run after every step. */
const prepared = new WeakMap<Context, ReturnType<typeof prepare>>();

function prepare({ db: { read } }: Context) {
	const id = sql.placeholder('id');
	const { order, orderItem, delivery, deliveryFile, deliveryLink, file, version, mail, gallery } = rows;
	const inOrder = eq(order.id, orderItem.orderId);
	const isListed = eq(delivery.id, deliveryFile.deliveryId);
	const isLinked = eq(delivery.id, deliveryLink.deliveryId);
	const select = {
		items: getTableColumns(orderItem),
		listed: getTableColumns(deliveryFile),
		links: getTableColumns(deliveryLink)
	};
	const ofDelivery = eq(delivery.galleryId, id);
	return {
		gallery: read.select().from(gallery).where(eq(gallery.id, id)).prepare(),
		files: read.select().from(file).where(eq(file.galleryId, id)).prepare(),
		versions: read.select().from(version).where(eq(version.galleryId, id)).prepare(),
		orders: read.select().from(order).where(eq(order.galleryId, id)).prepare(),
		items: read
			.select(select.items)
			.from(orderItem)
			.innerJoin(order, inOrder)
			.where(eq(order.galleryId, id))
			.orderBy(asc(orderItem.id))
			.prepare(),
		deliveries: read.select().from(delivery).where(ofDelivery).prepare(),
		listed: read
			.select(select.listed)
			.from(deliveryFile)
			.innerJoin(delivery, isListed)
			.where(ofDelivery)
			.orderBy(asc(deliveryFile.deliveryId), asc(deliveryFile.fileId))
			.prepare(),
		links: read
			.select(select.links)
			.from(deliveryLink)
			.innerJoin(delivery, isLinked)
			.where(ofDelivery)
			.orderBy(asc(deliveryLink.id))
			.prepare(),
		mails: read.select().from(mail).where(eq(mail.galleryId, id)).orderBy(asc(mail.id)).prepare()
	};
}

/** Every row of the walk's gallery that a promise is about. */
export async function findAll({ ctx, galleryId: id }: World) {
	const ask = prepared.get(ctx) ?? prepare(ctx);
	prepared.set(ctx, ask);
	return {
		gallery: (await ask.gallery.all({ id }))[0],
		files: await ask.files.all({ id }),
		versions: await ask.versions.all({ id }),
		orders: await ask.orders.all({ id }),
		items: await ask.items.all({ id }),
		deliveries: await ask.deliveries.all({ id }),
		listed: await ask.listed.all({ id }),
		links: await ask.links.all({ id }),
		mails: await ask.mails.all({ id })
	};
}
