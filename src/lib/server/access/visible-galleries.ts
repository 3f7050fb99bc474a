import { and, asc, eq, isNull } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import type { Reader } from '../db/open.ts';
import { gallery, order } from '../db/schema.ts';
import type { Gallery } from './rights-in.ts';

type Read = Pick<Reader, 'select' | 'selectDistinct'>;

/** Every gallery that this member sees, oldest first: a retoucher's are those that have orders. */
export function visibleGalleries(db: Read, actor: MemberActor): Gallery[] {
	const all = db
		.select()
		.from(gallery)
		.where(and(eq(gallery.studioId, actor.studioId), isNull(gallery.deletedAt)))
		.orderBy(asc(gallery.createdAt), asc(gallery.id))
		.all();
	if (memberCan(actor.role, 'manage-galleries')) return all;
	const ordered = new Set(
		db
			.selectDistinct({ id: order.galleryId })
			.from(order)
			.all()
			.map(({ id }) => id)
	);
	return all.filter(({ id }) => ordered.has(id));
}
