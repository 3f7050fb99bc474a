import { and, asc, eq, isNull } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import type { Database } from '../db/open.ts';
import { gallery, order } from '../db/schema.ts';
import type { Gallery } from './line.ts';

/** Every gallery that this member sees, oldest first: a retoucher's are those that have orders. */
export async function visibleGalleries(db: Database, actor: MemberActor): Promise<Gallery[]> {
	const all = await db
		.select()
		.from(gallery)
		.where(and(eq(gallery.studioId, actor.studioId), isNull(gallery.deletedAt)))
		.orderBy(asc(gallery.createdAt), asc(gallery.id))
		.all();
	if (memberCan(actor.role, 'manage-galleries')) return all;
	const ordered = new Set(
		(await db.selectDistinct({ id: order.galleryId }).from(order).all()).map(({ id }) => id)
	);
	return all.filter(({ id }) => ordered.has(id));
}
