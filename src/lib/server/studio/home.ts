import { and, count, countDistinct, eq, inArray, isNull, ne } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context.ts';
import { distinctWhere } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { isPicture } from '../db/pictures.ts';
import { file, order, orderItem, version } from '../db/schema.ts';
import { pictured } from '../renditions/index.ts';
import { renditionViews } from '../files/index.ts';
import { visibleGalleries } from '../access/index.ts';
import { firstPictures } from '../galleries/index.ts';
import { chosenCounts, countHere } from '../marks/index.ts';

export type HomeGallery = {
	id: string;
	title: string;
	parentId: string | null;
	preset: string;
	createdAt: number;
	files: number;
	/** Clients who have it open at this moment. */
	here: number;
	chosen: number;
	/** Pictures, each once, however often it was ordered or sent; so are the next two. */
	ordered: number;
	/** Ordered and waiting for their final. */
	waiting: number;
	delivered: number;
	cover: string | null;
};

/** Every gallery that the member sees, with how it stands. */
export const readHome = (ctx: Context, actor: MemberActor): Promise<HomeGallery[]> =>
	ctx.db.snapshot((db) => homeIn(db, actor, ctx.clock.now()));

async function homeIn(read: Database, actor: MemberActor, now: number): Promise<HomeGallery[]> {
	const galleries = await visibleGalleries(read, actor);
	const ids = galleries.map(({ id }) => id);
	if (!ids.length) return [];
	const files = counted(
		await read
			.select({ id: file.galleryId, n: count() })
			.from(file)
			.where(and(inArray(file.galleryId, ids), isNull(file.deletedAt), isPicture))
			.groupBy(file.galleryId)
			.all()
	);
	const here = await countHere(read, ids, now);
	const items = await read
		.select({
			id: order.galleryId,
			ordered: countDistinct(orderItem.fileId),
			waiting: distinctWhere(orderItem.fileId, orderItem.state, 'waiting'),
			delivered: distinctWhere(orderItem.fileId, orderItem.state, 'delivered')
		})
		.from(orderItem)
		.innerJoin(order, eq(order.id, orderItem.orderId))
		.where(and(inArray(order.galleryId, ids), ne(orderItem.state, 'cancelled')))
		.groupBy(order.galleryId)
		.all();
	const inOrders = new Map(items.map(({ id, ...counts }) => [id, counts]));
	const chosen = await chosenCounts(read, galleries, now);
	const covers = await coversOf(read, galleries);
	return galleries.map(({ id, title, parentId, preset, createdAt }) => ({
		id,
		title,
		parentId,
		preset,
		createdAt,
		files: files.get(id) ?? 0,
		here: here.get(id) ?? 0,
		chosen: chosen.get(id) ?? 0,
		...(inOrders.get(id) ?? { ordered: 0, waiting: 0, delivered: 0 }),
		cover: covers.get(id) ?? null
	}));
}

const counted = (rows: { id: string; n: number }[]) => new Map(rows.map(({ id, n }) => [id, n]));

/** One picture of each gallery: the first in its order. */
async function coversOf(
	read: Database,
	galleries: Parameters<typeof firstPictures>[1]
): Promise<Map<string, string>> {
	const rows = await read
		.select({ version: pictured })
		.from(version)
		.innerJoin(file, and(eq(file.id, version.fileId), eq(file.currentVersion, version.n)))
		.where(inArray(file.id, [...(await firstPictures(read, galleries)).values()]))
		.all();
	return new Map(
		rows.flatMap(({ version: row }) => {
			const smallest = renditionViews(row).at(-1);
			return smallest ? [[row.galleryId, smallest.url]] : [];
		})
	);
}
