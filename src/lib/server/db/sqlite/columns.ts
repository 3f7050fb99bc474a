import {
	alias,
	blob,
	customType,
	index,
	integer,
	primaryKey,
	sqliteTable,
	text,
	uniqueIndex
} from 'drizzle-orm/sqlite-core';

export type Columns = typeof columns;

export const columns = {
	table: sqliteTable,
	index,
	uniqueIndex,
	primaryKey,
	alias,
	id: () => text(),
	string: text,
	timestampMs: () => integer(),
	int: () => integer(),
	sequence: () => integer().primaryKey({ autoIncrement: true }),
	boolean: () => integer({ mode: 'boolean' }),
	bytes: () => blob({ mode: 'buffer' }),
	json: <T>() =>
		customType<{ data: T; driverData: string }>({
			dataType: () => 'text',
			toDriver: (value) => JSON.stringify(value),
			fromDriver: (value) => JSON.parse(value)
		})()
};
