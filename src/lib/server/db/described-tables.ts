import { getTableColumns, getTableName, isTable } from 'drizzle-orm';
import * as schema from './schema.ts';

/** Every table of the schema with its columns, by the names that the databases know. */
export const describedTables = (): { table: string; columns: string[] }[] =>
	Object.values(schema)
		.filter((each) => isTable(each))
		.map((table) => ({
			table: getTableName(table),
			columns: Object.keys(getTableColumns(table)).map(snake)
		}));

/** As drizzle's casing 'snake_case' names columns. */
export const snake = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
