import { AsyncLocalStorage } from 'node:async_hooks';
import type Database from 'better-sqlite3';
import type { drizzle } from 'drizzle-orm/better-sqlite3';
import type * as schema from './schema.ts';

/** The writer inside a transaction. Only database calls may be awaited while one is open. */
export type Transaction = ReturnType<typeof drizzle<typeof schema>>;
export type Write = <T>(work: (tx: Transaction) => Promise<T> | T) => Promise<T>;

type Heard = { committed: () => void; rolledBack: () => void };

const inside = new AsyncLocalStorage<true>();

/**
 * `BEGIN IMMEDIATE … COMMIT` round one connection, one at a time in order of asking.
 * drizzle's own `transaction()` cannot take an async function on better-sqlite3: later statements would run outside it.
 * `work` may be run again when another process held the lock, so it must have no effect but on the database.
 */
export function transactions(raw: Database.Database, writer: Transaction, heard: Heard): Write {
	let last: Promise<unknown> = Promise.resolve();
	const run = async <T>(work: (tx: Transaction) => Promise<T> | T): Promise<T> => {
		raw.exec('BEGIN IMMEDIATE');
		try {
			const result = await inside.run(true, () => work(writer));
			raw.exec('COMMIT');
			heard.committed();
			return result;
		} catch (error) {
			if (raw.inTransaction) raw.exec('ROLLBACK');
			heard.rolledBack();
			throw error;
		}
	};
	return (work) => {
		if (inside.getStore()) throw new Error('A transaction inside a transaction');
		const next = last.then(() => withRetry(() => run(work)));
		last = next.catch(() => undefined);
		return next;
	};
}

const TRIES = 3;

async function withRetry<T>(work: () => Promise<T>): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await work();
		} catch (error) {
			if (attempt >= TRIES || !isBusy(error)) throw error;
		}
	}
}

const isBusy = (error: unknown) =>
	error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
