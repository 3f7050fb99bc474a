import { join } from 'node:path';
import Database from 'better-sqlite3';
import { server, onServer } from '#tests/support/postgres/databases.ts';

/** From now on the database takes no new row of this table, as when the disk is full. Answers how to end it. */
export async function refuseInserts(
	{ dir, ctx }: { dir: string; ctx: { env: { DATABASE_URL: string } } },
	table: string
): Promise<() => Promise<void>> {
	const url = ctx.env.DATABASE_URL;
	if (server) {
		const run = (text: string) => onServer(url, (client) => client.query(text));
		await run(`create function refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$;
			create trigger refused before insert on ${table} for each row execute function refuse()`);
		return async () => void (await run(`drop trigger refused on ${table}; drop function refuse()`));
	}
	const raw = new Database(join(dir, 'proofsheet.db'));
	raw.exec(`create trigger refused before insert on ${table} begin select raise(abort, 'refused'); end`);
	return () => {
		raw.exec('drop trigger refused');
		raw.close();
		return Promise.resolve();
	};
}
