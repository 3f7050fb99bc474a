import { and, asc, eq } from 'drizzle-orm';
import type { Tier } from '#lib/domain/access/read.ts';
import { zipNames } from '#lib/domain/naming/zip-names.ts';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import { notFound } from '../access/index.ts';
import { deliveryFile, order, version } from '../db/schema.ts';
import { readable, readableOfMany } from './can-read.ts';
import { findLink, type LiveLink } from './links.ts';
import type { VersionRow } from './original.ts';
import { layOut } from './zip.ts';

export type DeliveredFile = { fileId: string; name: string; version: VersionRow };

/** What a token opens: exactly the frozen list, with names that are unique in it. */
export async function openDelivery(
	ctx: Context,
	token: string
): Promise<LiveLink & { files: DeliveredFile[] }> {
	const live = findLink(ctx, token);
	const rows = ctx.db.read
		.select({ fileId: deliveryFile.fileId, name: deliveryFile.name, version })
		.from(deliveryFile)
		.innerJoin(version, eq(version.id, deliveryFile.versionId))
		.where(eq(deliveryFile.deliveryId, live.delivery.id))
		.orderBy(asc(deliveryFile.place))
		.all();
	const ids = rows.map((row) => row.version.id);
	const allowed = await readableOfMany(ctx.db.read, live.actor, ids, ctx.clock.now());
	if (!rows.length || ids.some((id) => !allowed.has(id))) throw new AppError('gone', t('faults:detail.gone'));
	const names = zipNames(rows.map((row) => row.name));
	return { ...live, files: rows.map((row, i) => ({ ...row, name: names[i] ?? row.name })) };
}

export const layOutDelivery = (files: readonly DeliveredFile[]) =>
	layOut(
		files.map((each) => each.version),
		files.map((each) => each.name)
	);

/** One file of it, without loading the rest. */
export function openDelivered(ctx: Context, token: string, fileId: string, tier: Tier) {
	const live = findLink(ctx, token);
	const row = ctx.db.read
		.select({ version })
		.from(deliveryFile)
		.innerJoin(version, eq(version.id, deliveryFile.versionId))
		.where(and(eq(deliveryFile.deliveryId, live.delivery.id), eq(deliveryFile.fileId, fileId)))
		.get();
	const isAllowed =
		row && readable(ctx.db.read, live.actor, [row.version.id], tier, ctx.clock.now()).size > 0;
	if (!isAllowed) throw notFound();
	return { ...live, version: row.version, fileId };
}

/** The name that a file has in the list, where two may have come with the same. */
export function nameInDelivery({ db }: Context, deliveryId: string, fileId: string): string {
	const rows = db.read
		.select({ fileId: deliveryFile.fileId, name: deliveryFile.name })
		.from(deliveryFile)
		.where(eq(deliveryFile.deliveryId, deliveryId))
		.orderBy(asc(deliveryFile.place))
		.all();
	const names = zipNames(rows.map((row) => row.name));
	return names[rows.findIndex((row) => row.fileId === fileId)] ?? fileId;
}

/** The order that it belongs to; none for files that were sent without one. */
export const orderOf = ({ db }: Context, orderId: string | null) =>
	orderId === null
		? undefined
		: db.read.select({ id: order.id, number: order.number }).from(order).where(eq(order.id, orderId)).get();
