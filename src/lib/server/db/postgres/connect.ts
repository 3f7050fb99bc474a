import type { SQL } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { isAway, DatabaseAway } from '../away.ts';
import type { Transaction } from '../transaction.ts';
import * as schema from '../schema.ts';
import type { NameOf } from './statement-names.ts';

type Config = pg.QueryConfig & { rowMode?: 'array' };
export type Asks = { query: (config: Config, values?: unknown[]) => Promise<pg.QueryResult> };

const { builtins, getTypeParser } = pg.types;
const isWhole = (oid: number) => oid === builtins.INT8 || oid === builtins.NUMERIC;
/** Counts, sums and keys stay below 2^53. */
const types = {
	getTypeParser: (oid: number, format?: 'text' | 'binary') =>
		isWhole(oid) ? Number : (getTypeParser(oid, format) as (text: string) => unknown) // all of ours come as text
};

/** Puts questions to a connection, or to whichever of a pool is free. */
export function connect(raw: Asks, nameOf: NameOf): Transaction {
	const client: Asks = {
		query: async (config, values) => {
			try {
				return await raw.query({ ...config, types, ...nameOf(config.text) }, values?.map(storable));
			} catch (error) {
				throw withoutValues(error);
			}
		}
	};
	// its questions have SQLite's verbs (verbs.ts), and its tables SQLite's types (columns.ts)
	const db = drizzle(client as pg.Client, { schema, casing: 'snake_case' });
	return Object.assign(db, { run: (text: SQL) => db.execute(text) }) as unknown as Transaction;
}

/**
 * PostgreSQL's text holds every character but U+0000, which nobody writes on purpose: it becomes the sign for what cannot be
 * written, as half a surrogate pair does on both databases. Looked for, it is found as it was kept.
 */
const storable = (value: unknown) =>
	typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;

/** PostgreSQL repeats the row that it refused; a log may not hold it. */
export function withoutValues(error: unknown): unknown {
	if (isAway(error)) return error instanceof DatabaseAway ? error : new DatabaseAway(error);
	if (error instanceof pg.DatabaseError) {
		delete error.detail;
		delete error.where;
		delete error.internalQuery;
	}
	return error;
}
