import { and, eq, isNull } from 'drizzle-orm';
import { param } from '../db/expressions.ts';
import type { Database, Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { delivery, orderItem } from '../db/schema.ts';

/** Enough of each item of an order to say how far it is. */
export const itemStates = (db: Database, orderId: string) => statesOf(db).all({ orderId });

const statesOf = statement((db: Database) =>
	db
		.select({ fileId: orderItem.fileId, state: orderItem.state, afterVersion: orderItem.afterVersion })
		.from(orderItem)
		.where(eq(orderItem.orderId, param('orderId')))
		.prepare()
);

type Delivery = typeof delivery.$inferSelect;
type Item = typeof orderItem.$inferSelect;

/** The one delivery of an order that has not been sent; null: nothing is ready. */
export const openDeliveryOf = async (tx: Transaction, orderId: string): Promise<Delivery | null> =>
	(await oneOpen(tx).get({ orderId })) ?? null;

const oneOpen = statement((tx: Transaction) =>
	tx
		.select()
		.from(delivery)
		.where(and(eq(delivery.orderId, param('orderId')), isNull(delivery.deliveredAt)))
		.prepare()
);

export const itemsOf = (tx: Transaction, orderId: string): Promise<Item[]> => allItems(tx).all({ orderId });

const allItems = statement((tx: Transaction) =>
	tx
		.select()
		.from(orderItem)
		.where(eq(orderItem.orderId, param('orderId')))
		.prepare()
);
