import type Sqlite from 'better-sqlite3';
import type { Database } from './transaction.ts';

export type Snapshot = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

type Connection = { raw: Sqlite.Database; db: Database };

/** So many are read from at once; who comes then waits. */
const MOST = 4;

/** Each snapshot is one read transaction on a connection of its own: others read and write meanwhile. */
export function snapshots(connect: () => Connection): { snapshot: Snapshot; close: () => void } {
	const idle: Connection[] = [];
	const waiting: ((connection: Connection) => void)[] = [];
	let opened = 0;

	const acquire = async (): Promise<Connection> => {
		const free = idle.pop();
		if (free) return free;
		if (opened === MOST) return new Promise((resolve) => waiting.push(resolve));
		opened++;
		return connect();
	};
	const release = (connection: Connection) => {
		const next = waiting.shift();
		if (next) next(connection);
		else idle.push(connection);
	};
	return {
		snapshot: async (work) => {
			const connection = await acquire();
			try {
				connection.raw.exec('BEGIN');
				return await work(connection.db);
			} finally {
				if (connection.raw.inTransaction) connection.raw.exec('COMMIT');
				release(connection);
			}
		},
		close: () => idle.forEach(({ raw }) => raw.close())
	};
}
