import { boolean, id, index, int, primaryKey, string, table, timestampMs, uniqueIndex } from '../columns.ts';
import { gallery } from './galleries.ts';

// What was sent, to whom, and their keys to it.

/** One mail, one page, one list. `orderId` null: files sent without an order. */
export const delivery = table(
	'delivery',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		orderId: id(),
		number: int().notNull(),
		/** null: no due time (by hand, or held without one). */
		dueAt: timestampMs(),
		held: boolean().notNull().default(false),
		restarts: int().notNull().default(0),
		message: string().notNull().default(''),
		createdAt: timestampMs().notNull(),
		deliveredAt: timestampMs(),
		recalledAt: timestampMs(),
		expiresAt: timestampMs()
	},
	(t) => [
		uniqueIndex('delivery_number').on(t.orderId, t.number),
		index('delivery_due').on(t.deliveredAt, t.dueAt)
	]
);

/** The frozen list of a delivered delivery: exactly these versions. */
export const deliveryFile = table(
	'delivery_file',
	{
		deliveryId: id()
			.notNull()
			.references(() => delivery.id),
		fileId: id().notNull(),
		versionId: id().notNull(),
		itemId: id(),
		name: string().notNull(),
		/** Section and capture time when it was sent. */
		section: string().notNull().default(''),
		takenAt: timestampMs(),
		place: int().notNull(),
		/** Taken off the list for good; the rest of the delivery stands. */
		recalledAt: timestampMs()
	},
	(t) => [primaryKey({ columns: [t.deliveryId, t.fileId] }), index('delivery_file_version').on(t.versionId)]
);

/** A recipient's own key to a delivery page. */
export const deliveryLink = table(
	'delivery_link',
	{
		id: id().primaryKey(),
		deliveryId: id()
			.notNull()
			.references(() => delivery.id),
		email: string().notNull(),
		name: string().notNull().default(''),
		participantId: id(),
		counter: int().notNull(),
		tokenHash: string().notNull().unique(),
		openedAt: timestampMs(),
		revokedAt: timestampMs(),
		createdAt: timestampMs().notNull()
	},
	(t) => [uniqueIndex('delivery_link_email').on(t.deliveryId, t.email)]
);
