import type pg from 'pg';
import { inSnapshot, snapshotAround, type Snapshot } from '../snapshots.ts';
import type { Database } from '../transaction.ts';
import { withoutValues } from './connect.ts';

/** Each snapshot is one repeatable read on a connection of its own; the pool has few, and who comes then waits. */
export function snapshots(pool: pg.Pool, connect: (client: pg.PoolClient) => Database): Snapshot {
	return async (work) => {
		const outer = snapshotAround();
		if (outer) return work(outer);
		const client = await pool.connect().catch(refuse);
		let isSound = false;
		try {
			await client.query('begin isolation level repeatable read read only').catch(refuse);
			const result = await inSnapshot(connect(client), work);
			await client.query('commit').catch(refuse);
			isSound = true;
			return result;
		} finally {
			// a connection that failed in its work is not trusted with the next one
			client.release(!isSound);
		}
	};
}

function refuse(error: unknown): never {
	throw withoutValues(error);
}
