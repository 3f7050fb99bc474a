import pg from 'pg';
import { t } from '#lib/messages/index.ts';
import { commitListeners } from '../commit-listeners.ts';
import type { Db } from '../open.ts';
import { oncePerTurn } from '../once-per-turn.ts';
import { assertOutsideSnapshot } from '../snapshots.ts';
import type { Transaction } from '../transaction.ts';
import { connect } from './connect.ts';
import { bringUpToDate } from './migrations.ts';
import { nameOf, openInWords } from './open-in-words.ts';
import { snapshots } from './snapshots.ts';
import { statementNames } from './statement-names.ts';
import { transactions } from './transaction.ts';
import { teachVerbs } from './verbs.ts';

/** Connections that the server, or the line, has ended. */
const lost = new WeakSet<pg.ClientBase>();

/** `mayBeNew: false`: an empty database is refused, since there was one. */
export type PostgresOptions = { migrations: string; mayBeNew: boolean };

/** Single reads take a connection each; snapshots hold theirs for longer, and must not use up those of others. */
const READERS = 6;
const SNAPSHOTS = 4;

/** A hung process must not hold a lock for ever. */
const WRITER = '-c idle_in_transaction_session_timeout=60000';
const READER = '-c default_transaction_read_only=on';

/** Opens (and migrates) the database on a server; `url` is a secret and stands in no sentence. */
export async function openPostgres(url: string, options: PostgresOptions): Promise<Db> {
	teachVerbs();
	await openInWords(url, (client) =>
		bringUpToDate(client, options.migrations, { name: nameOf(url), mayBeNew: options.mayBeNew })
	);
	const pools = [
		poolOf(url, READERS, READER),
		poolOf(url, SNAPSHOTS, READER),
		poolOf(url, 1, WRITER)
	] as const;
	const [readers, snapshotters, writers] = pools;
	const names = statementNames();
	const known = new WeakMap<pg.PoolClient, Transaction>();
	const connectionOf = (client: pg.PoolClient) => {
		const db = known.get(client) ?? connect(client, names);
		known.set(client, db);
		return db;
	};
	const commits = commitListeners();
	const stamp = oncePerTurn(() => stampOf(readers));
	const committed = () => {
		stamp.forget();
		commits.committed();
	};
	const write = transactions(writers, connectionOf, (client) => lost.has(client), { ...commits, committed });
	return {
		read: connect(readers, names),
		snapshot: snapshots(snapshotters, connectionOf),
		stamp: async () => stamp.read(),
		transaction: async (work) => {
			assertOutsideSnapshot();
			return write(work);
		},
		touched: commits.touched,
		onCommit: commits.listen,
		// a server that is away may come back: each question finds out by itself
		onBroken: () => undefined,
		backup: () => Promise.reject(new Error(t('console:operations.server-backup'))),
		close: async () => {
			for (const pool of pools) if (!pool.ending) await pool.end();
		}
	};
}

function poolOf(connectionString: string, max: number, options: string): pg.Pool {
	const pool = new pg.Pool({
		connectionString,
		max,
		options,
		application_name: 'proofsheet',
		connectionTimeoutMillis: 5_000,
		keepAlive: true
	});
	// of a connection that nobody uses: the next who asks gets another one
	pool.on('error', () => undefined);
	// of one that is in use: its next question fails, or its transaction sees it (transaction.ts)
	pool.on('connect', (client) => client.on('error', () => lost.add(client)));
	return pool;
}

/** What anybody could see at this moment: a commit takes its number out of those under way, or raises the highest. */
async function stampOf(readers: pg.Pool): Promise<string> {
	const { rows } = await readers.query<{ seen: string }>({
		name: 'stamp',
		text: 'select pg_current_snapshot()::text seen'
	});
	return rows[0]?.seen ?? '';
}
