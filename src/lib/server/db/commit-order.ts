import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { speaksPostgres } from './dialect.ts';
import { holdOrder } from './postgres/commit-order.ts';
import type { Transaction } from './transaction.ts';

/**
 * Before a row is added to a table that is read on by its number (`seq > n`): its numbers are those of the order of commits.
 * PostgreSQL draws a number when a row is written, so two transactions might commit in the other order, and who reads on
 * would miss the row that came late. So one transaction at a time adds to such a table, until it has committed. Called before
 * anything else, a transaction also sees every row that was there before it. SQLite has one writer, and nothing to do.
 */
export async function inCommitOrder(tx: Transaction, table: SQLiteTable) {
	if (speaksPostgres) await holdOrder(tx, table);
}
