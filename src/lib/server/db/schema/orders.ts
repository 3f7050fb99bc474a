import { index, primaryKey, sqliteTable } from 'drizzle-orm/sqlite-core';
import { count, id, json, time, words } from '../columns.ts';
import { file } from './files.ts';
import { gallery } from './galleries.ts';

// Orders.

export const order = sqliteTable(
	'order_',
	{
		id: id().primaryKey(),
		number: count().notNull().unique(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		/** null: placed by the studio. */
		participantId: id(),
		placedByName: words().notNull(),
		placedByMember: id(),
		selectionId: id(),
		note: words().notNull().default(''),
		placedAt: time().notNull(),
		seenAt: time(),
		startedAt: time(),
		startedBy: words({ enum: ['start', 'final'] }),
		expectedBy: time()
	},
	(t) => [index('order_gallery').on(t.galleryId)]
);

export const orderRecipient = sqliteTable(
	'order_recipient',
	{
		orderId: id()
			.notNull()
			.references(() => order.id),
		email: words().notNull(),
		name: words().notNull().default(''),
		participantId: id(),
		/** `foreign`: nobody of the gallery, within the day's number; `waits`: beyond it, until the studio confirms. */
		trust: words({ enum: ['known', 'foreign', 'waits', 'confirmed'] })
			.notNull()
			.default('known'),
		createdAt: time().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.orderId, t.email] }),
		index('order_recipient_trust').on(t.trust, t.createdAt)
	]
);

export const orderItem = sqliteTable(
	'order_item',
	{
		id: id().primaryKey(),
		orderId: id()
			.notNull()
			.references(() => order.id),
		fileId: id()
			.notNull()
			.references(() => file.id),
		state: words({ enum: ['waiting', 'ready', 'delivered', 'cancelled'] }).notNull(),
		reason: words(),
		cancelledBy: words({ enum: ['client', 'withdrawn', 'deleted'] }),
		/** Ready only with a version newer than this. */
		afterVersion: count().notNull().default(0),
		/** Pinned while ready or delivered. */
		versionId: id(),
		deliveryId: id(),
		/** Comments open when the item was placed: frozen. */
		instructions: json<{ text: string; commentId?: string; by?: string }[]>().notNull(),
		createdAt: time().notNull(),
		changedAt: time().notNull()
	},
	(t) => [index('order_item_order').on(t.orderId), index('order_item_file').on(t.fileId, t.state)]
);

export const idempotencyKey = sqliteTable(
	'idempotency_key',
	{
		participantId: id().notNull(),
		key: words().notNull(),
		bodyHash: words().notNull(),
		orderId: id().notNull(),
		createdAt: time().notNull()
	},
	(t) => [primaryKey({ columns: [t.participantId, t.key] })]
);
