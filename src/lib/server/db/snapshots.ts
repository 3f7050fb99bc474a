import { AsyncLocalStorage } from 'node:async_hooks';
import type Sqlite from 'better-sqlite3';
import { AppError } from '#lib/domain/fault.ts';
import type { Database } from './transaction.ts';

export type Snapshot = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

type Connection = { raw: Sqlite.Database; db: Database };

/** So many are read from at once; who comes then waits. */
const MOST = 4;

const inside = new AsyncLocalStorage<Database>();

/** Within `work`, a further snapshot is this one; undefined outside of any. */
export const snapshotAround = (): Database | undefined => inside.getStore();
export const inSnapshot = <T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> =>
	inside.run(db, () => work(db));

/** Whoever holds one of few snapshots must not wait for the writer, who may be waiting for a snapshot. */
export function assertOutsideSnapshot() {
	if (snapshotAround()) throw new Error('A transaction inside a snapshot');
}

/**
 * Each snapshot is one read transaction on a connection of its own: others read and write meanwhile. Within one, a
 * further one is the same moment, on the same connection.
 */
export function snapshots(connect: () => Connection): { snapshot: Snapshot; close: () => void } {
	const idle: Connection[] = [];
	const waiting: (() => void)[] = [];
	let taken = 0;

	const acquire = async (): Promise<Connection> => {
		while (taken === MOST) await new Promise<void>((resolve) => waiting.push(resolve));
		taken++;
		try {
			return idle.pop() ?? connect();
		} catch (error) {
			release();
			throw error;
		}
	};
	const release = () => {
		taken--;
		waiting.shift()?.();
	};
	return {
		snapshot: async (work) => {
			const outer = snapshotAround();
			if (outer) return work(outer);
			const connection = await acquire();
			try {
				connection.raw.exec('BEGIN');
				const result = await inSnapshot(connection.db, work);
				connection.raw.exec('COMMIT');
				idle.push(connection);
				return result;
			} catch (error) {
				// a refusal is an answer; a connection that failed in its work is not trusted with the next one
				if (error instanceof AppError && connection.raw.inTransaction) {
					connection.raw.exec('ROLLBACK');
					idle.push(connection);
				} else connection.raw.close();
				throw error;
			} finally {
				release();
			}
		},
		close: () => idle.forEach(({ raw }) => raw.close())
	};
}
