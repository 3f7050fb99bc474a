import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { DatabaseAway, isAway } from '../away.ts';
import { inTransaction, refuseNested, type Heard, type Transaction, type Write } from '../transaction.ts';
import { withoutValues } from './connect.ts';
import { startOrder } from './commit-order.ts';

/** How long a write is tried again, from the moment it was asked for; as long as one waits for SQLite's lock. */
const PATIENCE_MS = 5_000;
const LONGEST_PAUSE_MS = 160;

/**
 * `BEGIN … COMMIT`, serializable, one at a time in order of asking, as on SQLite: a process's own writers never make one
 * another fail, and what one was told holds for the next. Those of other processes may, and then `work` runs again from
 * the start: it must have no effect but on the database.
 */
export function transactions(
	pool: pg.Pool,
	connect: (client: pg.PoolClient) => Transaction,
	isLost: (client: pg.PoolClient) => boolean,
	heard: Heard
): Write {
	let last: Promise<unknown> = Promise.resolve();
	const run = async <T>(work: (tx: Transaction) => Promise<T> | T): Promise<T> => {
		const client = await pool.connect().catch(refuse);
		let broken: unknown;
		try {
			const tx = connect(client);
			startOrder(tx);
			await client.query('begin isolation level serializable').catch(refuse);
			const result = await inTransaction(() => work(tx));
			if (isLost(client)) throw new DatabaseAway('lost before the commit');
			await commit(client);
			heard.committed();
			return result;
		} catch (error) {
			heard.rolledBack();
			broken = await rollback(client, error);
			throw error;
		} finally {
			client.release(broken !== undefined);
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

/** Nobody knows whether it was kept when the answer is lost: then it is never tried again. */
class CommitUnknown extends DatabaseAway {}

async function commit(client: pg.PoolClient) {
	try {
		const { command } = await client.query('commit');
		// a statement failed and `work` went on: the server took everything back, without an error
		if (command !== 'COMMIT') throw new Error('A transaction went on after a statement of it had failed');
	} catch (error) {
		throw isAway(error) ? new CommitUnknown(error) : withoutValues(error);
	}
}

/** Answers what speaks against using the connection again. */
async function rollback(client: pg.PoolClient, error: unknown): Promise<unknown> {
	if (isAway(error)) return error;
	try {
		await client.query('rollback');
		return undefined;
	} catch (failed) {
		return failed;
	}
}

function refuse(error: unknown): never {
	throw withoutValues(error);
}

async function withPatience<T>(giveUpAt: number, work: () => Promise<T>): Promise<T> {
	for (let longest = 5; ; longest = Math.min(longest * 2, LONGEST_PAUSE_MS)) {
		try {
			return await work();
		} catch (error) {
			if (!mayComeAgain(error) || performance.now() >= giveUpAt) throw error;
		}
		await pause(randomInt(1, longest));
	}
}

/** 40001: not as if one after the other; 40P01: two waited for each other. Nothing of it was kept. */
const mayComeAgain = (error: unknown) =>
	error instanceof Error &&
	!(error instanceof CommitUnknown) &&
	(isAway(error) || ('code' in error && (error.code === '40001' || error.code === '40P01')));
