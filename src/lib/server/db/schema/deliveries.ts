import { index, primaryKey, sqliteTable, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { count, flag, id, time, words } from '../columns.ts';
import { gallery } from './galleries.ts';

// What was sent, to whom, and their keys to it.

/** One mail, one page, one list. `orderId` null: files sent without an order. */
export const delivery = sqliteTable(
	'delivery',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		orderId: id(),
		number: count().notNull(),
		/** null: no due time (by hand, or held without one). */
		dueAt: time(),
		held: flag().notNull().default(false),
		restarts: count().notNull().default(0),
		message: words().notNull().default(''),
		createdAt: time().notNull(),
		deliveredAt: time(),
		recalledAt: time(),
		expiresAt: time()
	},
	(t) => [
		uniqueIndex('delivery_number').on(t.orderId, t.number),
		index('delivery_due').on(t.deliveredAt, t.dueAt)
	]
);

/** The frozen list of a delivered delivery: exactly these versions. */
export const deliveryFile = sqliteTable(
	'delivery_file',
	{
		deliveryId: id()
			.notNull()
			.references(() => delivery.id),
		fileId: id().notNull(),
		versionId: id().notNull(),
		itemId: id(),
		name: words().notNull(),
		/** Section and capture time when it was sent. */
		section: words().notNull().default(''),
		takenAt: time(),
		place: count().notNull(),
		/** Taken off the list for good; the rest of the delivery stands. */
		recalledAt: time()
	},
	(t) => [primaryKey({ columns: [t.deliveryId, t.fileId] }), index('delivery_file_version').on(t.versionId)]
);

/** A recipient's own key to a delivery page. */
export const deliveryLink = sqliteTable(
	'delivery_link',
	{
		id: id().primaryKey(),
		deliveryId: id()
			.notNull()
			.references(() => delivery.id),
		email: words().notNull(),
		name: words().notNull().default(''),
		participantId: id(),
		counter: count().notNull(),
		tokenHash: words().notNull().unique(),
		openedAt: time(),
		revokedAt: time(),
		createdAt: time().notNull()
	},
	(t) => [uniqueIndex('delivery_link_email').on(t.deliveryId, t.email)]
);
