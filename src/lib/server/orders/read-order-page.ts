import { and, eq } from 'drizzle-orm';
import type { OrderView, OrderedFile } from '#lib/contract/order.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import { pageOf, ROWS_SIZE } from '#lib/domain/pages.ts';
import { notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import { inTurns, ownTurn } from '../db/in-turns.ts';
import type { Database } from '../db/open.ts';
import { file, gallery, orderItem, orderRecipient, version } from '../db/schema.ts';
import { rawNamesOf } from '../files/index.ts';
import { findOrder, orderRow } from './find.ts';
import { placeColumns, sortedInGallery } from './item-order.ts';
import { filesOfOrder } from './ordered-files.ts';
import { presentPart } from './present.ts';

/** What a page of an order has to know of the items that it does not show. */
export type OrderPlace = {
	fileId: string;
	cameraName: string;
	rawFileName?: string;
	section?: string;
	state: OrderView['items'][number]['state'];
	/** Above 0: a change that was asked for. */
	afterVersion: number;
};

export type OrderPage = {
	/** With the items of this page only; all else is of the whole order. */
	order: OrderView;
	places: OrderPlace[];
	/** Who receives the finals, by name where it is known; nobody to whoever only works on pictures. */
	goesTo: string[];
	/** Of the items of this page, and of those that ask for an OK, wherever they stand. */
	files: OrderedFile[];
	page: number;
	pages: number;
};

/** An order as the studio's page shows it, in parts: an order of thousands costs hardly more than a page of it. */
export async function readOrderPage(
	ctx: Context,
	actor: MemberActor,
	orderId: string,
	asked: number
): Promise<OrderPage> {
	return ctx.db.snapshot(async (db) => {
		await findOrder(db, actor, orderId, ctx.clock.now());
		const places = await placesOf(db, orderId);
		const { page, pages, from, size } = pageOf(places.length, asked, ROWS_SIZE);
		const shown = places.slice(from, from + size);
		await ownTurn();
		const order = await partOf(db, ctx, actor, orderId, { all: places, ids: shown.map(({ id }) => id) });
		await ownTurn();
		const files = await filesOfOrder(db, [
			...new Set([...shown.map(({ fileId }) => fileId), ...(await askingIn(db, orderId))])
		]);
		const goesTo = memberCan(actor.role, 'manage-orders') ? await receiversIn(db, orderId) : [];
		return { order, places: await withRawNames(db, places), goesTo, files, page, pages };
	});
}

async function partOf(
	db: Database,
	ctx: Context,
	actor: MemberActor,
	orderId: string,
	items: Parameters<typeof presentPart>[4]
) {
	const row = await orderRow(db, orderId);
	const [order] = row ? await presentPart(db, ctx, actor, row, items) : [];
	if (!order) throw notFound();
	return order;
}

const receiversIn = async (db: Database, orderId: string) =>
	(await db.select().from(orderRecipient).where(eq(orderRecipient.orderId, orderId)).all()).map(
		({ name, email }) => name || email
	);

type Place = Omit<OrderPlace, 'rawFileName'> & { id: string; section: string };

async function placesOf(db: Database, orderId: string): Promise<Place[]> {
	const { id, createdAt, fileId, state, afterVersion } = orderItem;
	const rows = await db
		.select({
			item: { id, createdAt, fileId, state, afterVersion },
			cameraName: file.cameraName,
			...placeColumns
		})
		.from(orderItem)
		.innerJoin(file, eq(file.id, orderItem.fileId))
		.innerJoin(gallery, eq(gallery.id, file.galleryId))
		.where(eq(orderItem.orderId, orderId))
		.all();
	return (await sortedInGallery(rows)).map(({ item, cameraName, place }) => ({
		...item,
		cameraName,
		section: place.section
	}));
}

/** Pictures of which a version waits for an OK. */
async function askingIn(db: Database, orderId: string): Promise<string[]> {
	const rows = await db
		.selectDistinct({ id: orderItem.fileId })
		.from(orderItem)
		.innerJoin(version, and(eq(version.fileId, orderItem.fileId), eq(version.status, 'asks')))
		.where(eq(orderItem.orderId, orderId))
		.all();
	return rows.map(({ id }) => id);
}

const withRawNames = (db: Database, places: readonly Place[]): Promise<OrderPlace[]> =>
	inTurns(places, async (part) => {
		const raws = await rawNamesOf(
			db,
			part.map(({ fileId }) => fileId)
		);
		return part.map(({ fileId, cameraName, section, state, afterVersion }) => {
			const rawFileName = raws.get(fileId);
			const names = { cameraName, ...(rawFileName ? { rawFileName } : {}), ...(section ? { section } : {}) };
			return { fileId, state, afterVersion, ...names };
		});
	});
