import { readMigrationFiles } from 'drizzle-orm/migrator';
import type pg from 'pg';
import { t } from '#lib/messages/index.ts';
import { shapeAmong, type Shape } from '../migrations.ts';
import { StartupError } from '../startup-error.ts';
import { describedTables } from '../described-tables.ts';

const TABLE = '__drizzle_migrations';
/** Any number that no other program takes for a lock of its own. */
const LOCK = 7_266_318_402;

/**
 * Brings the database to this version's shape in one transaction, one process at a time: the second finds the work done.
 * One that a newer version has written, or another program, is refused; `name` stands in the sentence.
 */
export async function bringUpToDate(client: pg.ClientBase, folder: string, { name, mayBeNew }: Asked) {
	await client.query('select pg_advisory_lock($1)', [LOCK]);
	try {
		const shape = await shapeOf(client, folder);
		if (shape === 'newer') throw new StartupError(t('console:operations.database-newer', { file: name }));
		if (shape === 'none') await assertEmpty(client, name);
		if (shape === 'none' && !mayBeNew) throw new StartupError(t('console:operations.server-empty', { name }));
		if (shape !== 'current') await migrate(client, folder);
		await assertShape(client, name);
	} finally {
		await client.query('select pg_advisory_unlock($1)', [LOCK]);
	}
}

type Asked = { name: string; mayBeNew: boolean };

/** How the database's shape stands to this version's. */
export async function shapeOf(client: pg.ClientBase, folder: string): Promise<Shape> {
	return shapeAmong(await lastOf(client), folder);
}

async function lastOf(client: pg.ClientBase): Promise<number | null> {
	if (!(await columnsOf(client)).has(TABLE)) return null;
	const { rows } = await client.query<{ last: string | null }>(`select max(created_at) last from ${TABLE}`);
	return rows[0]?.last == null ? null : Number(rows[0].last);
}

async function migrate(client: pg.ClientBase, folder: string) {
	await client.query('begin');
	try {
		await client.query(
			`create table if not exists ${TABLE} (id bigint primary key generated always as identity, hash text not null, created_at bigint not null)`
		);
		const last = (await lastOf(client)) ?? 0;
		for (const { sql, hash, folderMillis } of readMigrationFiles({ migrationsFolder: folder })) {
			if (folderMillis <= last) continue;
			for (const statement of sql) await client.query(statement);
			const done = [hash, folderMillis];
			await client.query(`insert into ${TABLE} (hash, created_at) values ($1, $2)`, done);
		}
		await client.query('commit');
	} catch (error) {
		await client.query('rollback');
		throw error;
	}
}

/** Names of the columns of each table where ours are, or would be made. */
async function columnsOf(client: pg.ClientBase): Promise<Map<string, Set<string>>> {
	const { rows } = await client.query<{ name: string; column: string | null }>(
		`select t.table_name "name", c.column_name "column" from information_schema.tables t
		 left join information_schema.columns c using (table_schema, table_name)
		 where t.table_schema = current_schema() and t.table_type = 'BASE TABLE'`
	);
	const groups = Map.groupBy(rows, ({ name }) => name);
	return new Map([...groups].map(([name, own]) => [name, new Set(own.map(({ column }) => column ?? ''))]));
}

/** Tables of another program, among which ours would be made. */
async function assertEmpty(client: pg.ClientBase, name: string) {
	const [foreign] = (await columnsOf(client)).keys();
	if (foreign === undefined) return;
	throw new StartupError(t('console:operations.server-foreign', { name, problem: `table ${foreign}` }));
}

/** Whatever its migrations say, each table and column that we use has to be there. */
async function assertShape(client: pg.ClientBase, name: string) {
	const found = await columnsOf(client);
	for (const { table, columns } of describedTables()) {
		const lacks = columns.find((column) => !found.get(table)?.has(column));
		if (lacks === undefined) continue;
		const problem = found.has(table) ? `no column ${table}.${lacks}` : `no table ${table}`;
		throw new StartupError(t('console:operations.server-foreign', { name, problem }));
	}
}
