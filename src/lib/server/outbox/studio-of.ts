import { and, asc, eq, isNull } from 'drizzle-orm';
import { memberCan } from '#lib/domain/access/roles.ts';
import type { Database } from '../db/open.ts';
import { gallery, member, studio } from '../db/schema.ts';
import type { Mailbox } from '../mail/letter.ts';

/** A gallery with the studio it belongs to, deleted ones too. */
export async function galleryAndStudio(db: Database, galleryId: string) {
	return db
		.select({ gallery, studio })
		.from(gallery)
		.innerJoin(studio, eq(studio.id, gallery.studioId))
		.where(eq(gallery.id, galleryId))
		.get();
}

/** Everybody who is told of orders: owners and photographers. */
export async function photographersOf(db: Database, studioId: string): Promise<Mailbox[]> {
	return (
		await db
			.select()
			.from(member)
			.where(and(eq(member.studioId, studioId), isNull(member.removedAt)))
			.orderBy(asc(member.createdAt))
			.all()
	)
		.filter(({ role }) => memberCan(role, 'manage-orders'))
		.map(({ name, email }) => ({ name, address: email }));
}

/** Where answers to the studio's mails go. */
export async function replyToOf(
	db: Database,
	{ id, name, replyTo }: typeof studio.$inferSelect
): Promise<Mailbox | null> {
	return replyTo ? { name, address: replyTo } : ((await photographersOf(db, id))[0] ?? null);
}
