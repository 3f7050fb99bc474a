import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import type { Health } from './health.ts';
import type * as schema from './schema.ts';

/** The writer inside a transaction. Only database calls, and turns (`in-turns.ts`), may be awaited while one is open. */
export type Transaction = BaseSQLiteDatabase<'async', { changes: number }, typeof schema>;
/** What a question can be put to: the connection that only reads, a snapshot, or an open transaction. */
export type Database = Pick<Transaction, 'select' | 'selectDistinct'>;
export type Write = <T>(work: (tx: Transaction) => Promise<T> | T) => Promise<T>;

export type Heard = { committed: () => void; rolledBack: () => void };

const inside = new AsyncLocalStorage<true>();

export const inTransaction = <T>(work: () => Promise<T> | T): Promise<T> | T => inside.run(true, work);

export function refuseNested() {
	if (inside.getStore()) throw new Error('A transaction inside a transaction');
}

/** How long a write waits for other processes, from the moment it was asked for. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 10;

/**
 * `BEGIN IMMEDIATE … COMMIT` round one connection, one at a time in order of asking.
 * drizzle's own `transaction()` cannot take an async function on better-sqlite3: later statements would run outside it.
 * `work` may be run again when another process held the lock, so it must have no effect but on the database.
 */
export function transactions(
	raw: Sqlite.Database,
	writer: Transaction,
	heard: Heard,
	health: Pick<Health, 'assert' | 'judge'>
): Write {
	let last: Promise<unknown> = Promise.resolve();
	const run = async <T>(work: (tx: Transaction) => Promise<T> | T): Promise<T> => {
		health.assert();
		try {
			raw.exec('BEGIN IMMEDIATE');
			const result = await inTransaction(() => work(writer));
			raw.exec('COMMIT');
			heard.committed();
			return result;
		} catch (error) {
			health.judge(error);
			if (raw.inTransaction) raw.exec('ROLLBACK');
			heard.rolledBack();
			throw error;
		}
	};
	return (work) => {
		refuseNested();
		const giveUpAt = performance.now() + PATIENCE_MS;
		const next = last.then(() => withPatience(giveUpAt, () => run(work)));
		last = next.catch(() => undefined);
		return next;
	};
}

async function withPatience<T>(giveUpAt: number, work: () => Promise<T>): Promise<T> {
	for (;;) {
		try {
			return await work();
		} catch (error) {
			if (!isBusy(error) || performance.now() >= giveUpAt) throw error;
		}
		await pause(PAUSE_MS);
	}
}

const isBusy = (error: unknown) =>
	error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
