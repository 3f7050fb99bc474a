import { and, eq, inArray } from 'drizzle-orm';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { canChangeItems } from '#lib/domain/orders/progress.ts';
import type { Context } from '../context.ts';
import { file, version } from '../db/schema.ts';
import { draftFrom, orderFacts } from './draft.ts';
import { findOwnOrder } from './find.ts';
import { pictureOf, type OwnItem } from './present-own.ts';

export type Addable = { fileId: string; name: string; picture: OwnItem['picture'] };

/** What she could still add to an order, in gallery order; nothing once the work has begun. */
export async function addableTo(ctx: Context, actor: ClientActor, orderId: string): Promise<Addable[]> {
	const db = ctx.db.read;
	const { order } = findOwnOrder(db, actor, orderId, ctx.clock.now());
	if (!canChangeItems(order)) return [];
	const facts = orderFacts(db, ctx, actor, actor.galleryId);
	const ids = draftFrom(facts, [...facts.files.keys()]).files.map(({ id }) => id);
	const shown = and(eq(version.fileId, file.id), eq(version.n, file.releasedVersion));
	const rows = db
		.select({ file, version })
		.from(file)
		.innerJoin(version, shown)
		.where(inArray(file.id, ids))
		.all();
	const byId = new Map(rows.map((row) => [row.file.id, row]));
	return ids.flatMap((fileId) => {
		const row = byId.get(fileId);
		return row ? [{ fileId, name: row.file.cameraName, picture: pictureOf(row.version) }] : [];
	});
}
