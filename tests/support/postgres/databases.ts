import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';

/** The server that this run has its databases on; undefined: tests are on SQLite. */
export const server = process.env['DATABASE_URL'];

const migrations = resolve('drizzle/postgres');
/** One for each set of migrations: servers are kept from run to run while somebody works. */
const template = `template_${createHash('sha256')
	.update(readFileSync(`${migrations}/meta/_journal.json`))
	.digest('hex')
	.slice(0, 16)}`;

export type TestDatabase = { url: string; giveBack: () => Promise<void> };

/** Made by this process and given back: a new one costs more than most tests. */
const idle: string[] = [];

/** An empty database after the real migrations. */
export async function aDatabase(from: string): Promise<TestDatabase> {
	const url = idle.pop() ?? (await makeDatabase(from));
	let isGiven = false;
	return {
		url,
		giveBack: async () => {
			if (isGiven) return;
			isGiven = true;
			await onServer(url, (client) => client.query(EMPTY));
			idle.push(url);
		}
	};
}

/**
 * The database that belongs to a data folder: who starts on it again finds it as it was left, another process as well.
 * It ends with the server.
 */
export async function databaseOf(from: string, dataDir: string): Promise<TestDatabase> {
	const name = `folder_${createHash('sha256').update(dataDir).digest('hex').slice(0, 32)}`;
	await (ready ??= makeTemplate(from));
	await onServer(from, async (client) => {
		const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
		if (!rowCount) await client.query(`create database ${name} template ${template}`);
	});
	const drop = () => onServer(from, (client) => client.query(`drop database if exists ${name} with (force)`));
	return { url: named(from, name), giveBack: async () => void (await drop()) };
}

async function makeDatabase(from: string): Promise<string> {
	await (ready ??= makeTemplate(from));
	const name = `test_${randomBytes(8).toString('hex')}`;
	await onServer(from, (client) => client.query(`create database ${name} template ${template}`));
	return named(from, name);
}

/** Takes every row away, whatever refers to it, and begins to count anew; most tables of most tests hold none. */
const EMPTY = `
do $$
declare
	each record;
	has_rows boolean;
begin
	set local session_replication_role = replica;
	for each in select relname, relkind from pg_class
		where relnamespace = 'public'::regnamespace and relkind in ('r', 'S') and relname not like '\\_\\_drizzle%'
	loop
		if each.relkind = 'S' then
			perform setval(each.relname::regclass, 1, false);
		else
			execute format('select exists (select from %I)', each.relname) into has_rows;
			if has_rows then execute format('delete from %I', each.relname); end if;
		end if;
	end loop;
end $$`;

let ready: Promise<void> | undefined;

async function makeTemplate(from: string) {
	await onServer(from, async (client) => {
		await client.query('select pg_advisory_lock(1)');
		const known = await client.query('select 1 from pg_database where datname = $1', [template]);
		if (known.rowCount) return;
		const unfinished = `${template}_unfinished`;
		await client.query(`drop database if exists ${unfinished}`);
		await client.query(`create database ${unfinished}`);
		const { openPostgres } = await import('#lib/server/db/postgres/open.ts');
		await (await openPostgres(named(from, unfinished), { migrations, mayBeNew: true })).close();
		await client.query(`alter database ${unfinished} rename to ${template}`);
	});
}

function named(from: string, database: string): string {
	const url = new URL(from);
	url.pathname = `/${database}`;
	return url.href;
}

export async function onServer<T>(from: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({ connectionString: from });
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}
