import { and, asc, count, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Tier } from '#lib/domain/access/read.ts';
import { AppError } from '#lib/domain/fault.ts';
import { zipPaths } from '#lib/domain/naming/zip-paths.ts';
import type { Context } from '../context.ts';
import { notFound } from '../access/index.ts';
import { deliveryFile, order, version } from '../db/schema.ts';
import { readable, readableOfMany } from './can-read.ts';
import { findLink, type LiveLink } from './links.ts';
import type { DeliveredList } from './cached.ts';
import { cachesOf } from './caches.ts';
import { pathIn, placed } from './path-in.ts';
import { etagOf, layOut, packedVersions } from './zip.ts';

/** What a token opens. */
export async function openDelivery(ctx: Context, token: string): Promise<LiveLink & DeliveredList> {
	const live = await findLink(ctx, token);
	const list = await listOf(ctx, live.delivery.id);
	const ids = list.files.map((file) => file.version.id);
	const allowed = await readableOfMany(ctx.db.read, live.actor, ids, ctx.clock.now());
	if (!ids.length || ids.some((id) => !allowed.has(id))) throw new AppError('gone', 'faults:detail.gone');
	return { ...live, ...list };
}

/** Kept by how much was taken off it: whoever took that off may have been another process. */
async function listOf(ctx: Context, deliveryId: string): Promise<DeliveredList> {
	const { deliveries } = cachesOf(ctx);
	const key = `${deliveryId} ${await countTakenOff(ctx, deliveryId)}`;
	return deliveries.get(key) ?? deliveries.put(key, await readList(ctx, deliveryId));
}

/** How many pictures were recalled from it; none ever comes back. */
export async function countTakenOff({ db }: Pick<Context, 'db'>, deliveryId: string): Promise<number> {
	const isOff = and(eq(deliveryFile.deliveryId, deliveryId), isNotNull(deliveryFile.recalledAt));
	return (await db.read.select({ n: count() }).from(deliveryFile).where(isOff).get())?.n ?? 0;
}

async function readList(ctx: Context, deliveryId: string): Promise<DeliveredList> {
	const rows = await ctx.db.read
		.select()
		.from(deliveryFile)
		.where(and(eq(deliveryFile.deliveryId, deliveryId), isNull(deliveryFile.recalledAt)))
		.orderBy(asc(deliveryFile.place))
		.all();
	const versions = await packedVersions(
		ctx,
		rows.map((row) => row.versionId)
	);
	const layout = layOut(
		versions,
		zipPaths(rows.map(({ section, name }) => pathIn(section, name))),
		rows.map((row) => row.takenAt)
	);
	const files = versions.map((version, i) => ({
		fileId: rows[i]?.fileId ?? '',
		...placed(layout.entries[i]?.name ?? ''),
		section: rows[i]?.section ?? '',
		version
	}));
	return { files, layout, etag: etagOf(layout) };
}

export async function isListed(
	{ db }: Pick<Context, 'db'>,
	deliveryId: string,
	fileId: string
): Promise<boolean> {
	const isIt = and(eq(deliveryFile.deliveryId, deliveryId), eq(deliveryFile.fileId, fileId));
	return (
		(await db.read
			.select()
			.from(deliveryFile)
			.where(and(isIt, isNull(deliveryFile.recalledAt)))
			.get()) !== undefined
	);
}

/** One file of it, without loading the rest. */
export async function openDelivered(ctx: Context, token: string, fileId: string, tier: Tier) {
	const live = await findLink(ctx, token);
	const row = await ctx.db.read
		.select({ version, recalledAt: deliveryFile.recalledAt })
		.from(deliveryFile)
		.innerJoin(version, eq(version.id, deliveryFile.versionId))
		.where(and(eq(deliveryFile.deliveryId, live.delivery.id), eq(deliveryFile.fileId, fileId)))
		.get();
	if (row && row.recalledAt !== null) throw new AppError('gone', 'faults:detail.taken-off');
	const isAllowed =
		row && (await readable(ctx.db.read, live.actor, [row.version.id], tier, ctx.clock.now())).size > 0;
	if (!isAllowed) throw notFound();
	return { ...live, version: row.version, fileId };
}

/** The name that a file has in the list, where two of one folder may have come with the same. */
export async function nameInDelivery(ctx: Context, deliveryId: string, fileId: string): Promise<string> {
	const { files } = await listOf(ctx, deliveryId);
	return files.find((file) => file.fileId === fileId)?.name ?? fileId;
}

/** The order that it belongs to; none for files that were sent without one. */
export const orderOf = async ({ db }: Context, orderId: string | null) =>
	orderId === null
		? undefined
		: await db.read
				.select({ id: order.id, number: order.number })
				.from(order)
				.where(eq(order.id, orderId))
				.get();
