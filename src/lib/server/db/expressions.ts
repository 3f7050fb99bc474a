import { sql, type AnyColumn, type SQL } from 'drizzle-orm';

// What the query builder has no word for; nothing outside this folder writes SQL by hand.

/** One more than the row holds, counted by the database itself. */
export const oneMore = (column: AnyColumn): SQL<number> => sql<number>`${column} + 1`;

/** So many more than the row holds (fewer, where negative); nothing stays nothing. */
export const moreBy = (column: AnyColumn, by: number): SQL<number> => sql<number>`${column} + ${by}`;

/** In an upsert: what the insert would have written there. */
export const excluded = (column: AnyColumn): SQL => sql`excluded.${sql.identifier(snake(column.name))}`;

/** One of so many values as there may be: a list of parameters ends at 32,766. */
export const among = (column: AnyColumn, values: readonly string[]): SQL =>
	sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;

/** A value of a prepared statement, given at each run. */
export const given = sql.placeholder;

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
