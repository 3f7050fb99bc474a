import { getTableName, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Transaction } from '../transaction.ts';

/** Tables that the transaction of a connection holds already. */
const held = new WeakMap<Transaction, Set<string>>();

/** A new transaction on this connection holds none. */
export const startOrder = (tx: Transaction) => void held.set(tx, new Set());

/** See `../commit-order.ts`. */
export async function holdOrder(tx: Transaction, table: SQLiteTable) {
	const name = getTableName(table);
	const mine = held.get(tx);
	if (!mine || mine.has(name)) return;
	// no query: a transaction that begins with it sees everything that was committed before it had the lock
	await tx.run(sql`lock table ${sql.identifier(name)} in share row exclusive mode`);
	mine.add(name);
}
