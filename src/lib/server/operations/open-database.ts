import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '#src/env.ts';
import { openDb, type Db } from '../db/open.ts';
import { DATABASE, prepareFolder, SECRET } from './data-folder.ts';

/**
 * Opens what the settings name, the file in the data folder or the database on a server, and makes what is missing of
 * both. The driver of the server is loaded only then.
 */
export async function openDatabase(env: Env, dataDir: string, migrations: string): Promise<Db> {
	const mayBeNew = !existsSync(join(dataDir, SECRET));
	prepareFolder(dataDir, env.DATABASE_URL === '');
	if (!env.DATABASE_URL) return openDb(join(dataDir, DATABASE), migrations);
	const { openPostgres } = await import('../db/postgres/open.ts');
	return openPostgres(env.DATABASE_URL, { migrations: join(migrations, 'postgres'), mayBeNew });
}
