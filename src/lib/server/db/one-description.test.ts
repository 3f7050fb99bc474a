import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getTableColumns, getTableName, isTable } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { snake } from './described-tables.ts';
import * as schema from './schema.ts';

// `npm run db:generate -- --name what_changed` writes the migrations of both databases.

type Column = { name: string; notNull: boolean; type: string };
type Snapshot = {
	tables: Record<string, { name: string; columns: Record<string, Column>; indexes: Record<string, Index> }>;
};
type Index = { columns: (string | { expression: string })[]; isUnique: boolean };

/** What the newest migration of a folder says the database looks like after it. */
function newestSnapshot(folder: string): Snapshot {
	const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, 'meta', name), 'utf8'));
	const { entries } = read('_journal.json') as { entries: { idx: number }[] }; // drizzle-kit's own format
	const newest = String(entries.at(-1)?.idx).padStart(4, '0');
	return read(`${newest}_snapshot.json`) as Snapshot; // likewise
}

const line = (name: string, notNull: boolean) => `${name}${notNull ? '' : ' (may be null)'}`;

const described = Object.values(schema)
	.filter((each) => isTable(each))
	.map((table) => {
		const columns = Object.entries(getTableColumns(table));
		return [
			getTableName(table),
			columns.map(([key, { notNull }]) => line(snake(key), notNull)).sort()
		] as const;
	});

it.each([
	['SQLite', 'drizzle'],
	['PostgreSQL', 'drizzle/postgres']
])('the newest migration for %s makes exactly the tables and columns of the schema', (_, folder) => {
	const made = Object.values(newestSnapshot(folder).tables).map(({ name, columns }) => [
		name,
		Object.values(columns)
			.map((column) => line(column.name, column.notNull))
			.sort()
	]);
	expect(Object.fromEntries(made)).toEqual(Object.fromEntries(described));
});

it('both databases have the same indexes', () => {
	const named = (folder: string) =>
		Object.values(newestSnapshot(folder).tables).flatMap(({ name, indexes }) =>
			Object.entries(indexes)
				.filter(([index]) => !index.endsWith('_unique'))
				.map(([index, { columns }]) => `${name}: ${index.replace(/^.*\./, '')} (${columns.map(of).join()})`)
		);
	const of = (column: Index['columns'][number]) => (typeof column === 'string' ? column : column.expression);
	expect(named('drizzle/postgres').sort()).toEqual(named('drizzle').sort());
});
