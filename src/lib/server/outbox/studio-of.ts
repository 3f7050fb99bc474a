import { and, asc, eq, isNull } from 'drizzle-orm';
import { memberCan } from '#lib/domain/access/roles.ts';
import type { Reader, Transaction } from '../db/open.ts';
import { gallery, member, studio } from '../db/schema.ts';
import type { Mailbox } from '../mail/letter.ts';

type Db = Reader | Transaction;

/** A gallery with the studio it belongs to, deleted ones too. */
export function galleryAndStudio(db: Db, galleryId: string) {
	return db
		.select({ gallery, studio })
		.from(gallery)
		.innerJoin(studio, eq(studio.id, gallery.studioId))
		.where(eq(gallery.id, galleryId))
		.get();
}

/** Everybody who is told of orders: owners and photographers. */
export function photographersOf(db: Db, studioId: string): Mailbox[] {
	return db
		.select()
		.from(member)
		.where(and(eq(member.studioId, studioId), isNull(member.removedAt)))
		.orderBy(asc(member.createdAt))
		.all()
		.filter(({ role }) => memberCan(role, 'manage-orders'))
		.map(({ name, email }) => ({ name, address: email }));
}

/** Where answers to the studio's mails go. */
export function replyToOf(db: Db, { id, name, replyTo }: typeof studio.$inferSelect): Mailbox | null {
	return replyTo ? { name, address: replyTo } : (photographersOf(db, id)[0] ?? null);
}
