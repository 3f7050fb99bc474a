import { sql, type AnyColumn, type Placeholder, type SQL } from 'drizzle-orm';
import { speaksPostgres } from './dialect.ts';

// What the query builder has no word for; nothing outside this folder writes SQL by hand.

/** One more than the row holds, counted by the database itself. */
export const increment = (column: AnyColumn): SQL<number> => sql<number>`${column} + 1`;

/** So many more than the row holds (fewer, where negative); nothing stays nothing. */
export const incrementBy = (column: AnyColumn, by: number): SQL<number> => sql<number>`${column} + ${by}`;

/** In an upsert: what the insert would have written there. */
export const excluded = (column: AnyColumn): SQL => sql`excluded.${sql.identifier(snake(column.name))}`;

/** One of so many values as there may be: a list of parameters ends at 32,766. A prepared one is given a `list`. */
export function inJson(column: AnyColumn, values: readonly string[] | Placeholder): SQL {
	const given = Array.isArray(values) ? list(values) : values;
	return speaksPostgres
		? sql`${column} = any(array(select json_array_elements_text(${given}::json)))`
		: sql`${column} in (select value from json_each(${given}))`;
}

/** What a prepared `among` is given at each run. */
export const list = (values: readonly string[]): string =>
	JSON.stringify(
		speaksPostgres ? values.map((each) => each.toWellFormed().replaceAll('\0', '\uFFFD')) : values
	);

/** A value of a prepared statement, given at each run. */
export const param = sql.placeholder;

/** The same where `set` has its type from the column; drizzle encodes both as that column does. */
export const paramAs = (name: string) => param(name) as unknown as SQL<never>;

/** What a prepared insert writes: each of these columns, given at each run under its own name. */
export const params = <Name extends string>(...names: readonly Name[]) =>
	Object.fromEntries(names.map((name) => [name, param(name)])) as Record<Name, Placeholder<Name>>; // from these names

/** How many different values a column has in rows where another one is this. */
export const distinctWhere = (column: AnyColumn, other: AnyColumn, is: string): SQL<number> =>
	sql<number>`count(distinct case when ${other} = ${is} then ${column} end)`;

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
