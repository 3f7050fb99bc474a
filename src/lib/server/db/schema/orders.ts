import { ITEM_STATES, CANCEL_REASONS } from '#lib/domain/orders/item.ts';
import { id, index, int, json, primaryKey, string, table, timestampMs } from '../columns.ts';
import { file } from './files.ts';
import { gallery } from './galleries.ts';

// Orders.

export const order = table(
	'order_',
	{
		id: id().primaryKey(),
		number: int().notNull().unique(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		/** null: placed by the studio. */
		participantId: id(),
		placedByName: string().notNull(),
		placedByMember: id(),
		selectionId: id(),
		note: string().notNull().default(''),
		placedAt: timestampMs().notNull(),
		seenAt: timestampMs(),
		startedAt: timestampMs(),
		startedBy: string({ enum: ['start', 'final'] }),
		expectedBy: timestampMs()
	},
	(t) => [index('order_gallery').on(t.galleryId)]
);

export const orderRecipient = table(
	'order_recipient',
	{
		orderId: id()
			.notNull()
			.references(() => order.id),
		email: string().notNull(),
		name: string().notNull().default(''),
		participantId: id(),
		/** `foreign`: nobody of the gallery, within the day's number; `waits`: beyond it, until the studio confirms. */
		trust: string({ enum: ['known', 'foreign', 'waits', 'confirmed'] })
			.notNull()
			.default('known'),
		createdAt: timestampMs().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.orderId, t.email] }),
		index('order_recipient_trust').on(t.trust, t.createdAt)
	]
);

export const orderItem = table(
	'order_item',
	{
		id: id().primaryKey(),
		orderId: id()
			.notNull()
			.references(() => order.id),
		fileId: id()
			.notNull()
			.references(() => file.id),
		state: string({ enum: ITEM_STATES }).notNull(),
		reason: string(),
		cancelledBy: string({ enum: CANCEL_REASONS }),
		/** Ready only with a version newer than this. */
		afterVersion: int().notNull().default(0),
		/** Pinned while ready or delivered. */
		versionId: id(),
		deliveryId: id(),
		/** Comments open when the item was placed: frozen. */
		instructions: json<{ text: string; commentId?: string; by?: string }[]>().notNull(),
		createdAt: timestampMs().notNull(),
		changedAt: timestampMs().notNull()
	},
	(t) => [index('order_item_order').on(t.orderId), index('order_item_file').on(t.fileId, t.state)]
);

export const idempotencyKey = table(
	'idempotency_key',
	{
		participantId: id().notNull(),
		key: string().notNull(),
		bodyHash: string().notNull(),
		orderId: id().notNull(),
		createdAt: timestampMs().notNull()
	},
	(t) => [primaryKey({ columns: [t.participantId, t.key] })]
);
