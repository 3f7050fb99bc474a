import {
	alias,
	bigint,
	boolean,
	customType,
	index,
	pgTable,
	primaryKey,
	uniqueIndex
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { Columns } from '../sqlite/columns.ts';

/** In the order of its bytes, whatever the server's language: as SQLite compares, and as cursors and lists rely on. */
const TEXT = 'text collate "C"';

const text = customType<{ data: string; driverData: string }>({ dataType: () => TEXT });
const whole = () => bigint({ mode: 'number' });

const jsonText = customType<{ data: unknown; driverData: string }>({
	dataType: () => TEXT,
	toDriver: (value) => JSON.stringify(value),
	fromDriver: (value) => JSON.parse(value)
});

/** drizzle-kit writes a default down as the application holds it; the column holds text. */
function json() {
	const column = jsonText();
	const set = column.default.bind(column);
	column.default = (value) => set(sql.raw(`'${JSON.stringify(value).replaceAll("'", "''")}'`));
	return column;
}

/** The same names for PostgreSQL's builders; see `../columns.ts` for why they pass for SQLite's. */
export const columns = {
	table: pgTable,
	index,
	uniqueIndex,
	primaryKey,
	alias,
	id: () => text(),
	string: () => text(),
	timestampMs: whole,
	int: whole,
	// "by default": a restored row brings its own
	sequence: () => whole().primaryKey().generatedByDefaultAsIdentity(),
	boolean: () => boolean(),
	bytes: customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' }),
	// text, as on SQLite: no JSON type keeps what was written to the letter (jsonb takes no U+0000 and sorts keys)
	json
} as unknown as Columns;
