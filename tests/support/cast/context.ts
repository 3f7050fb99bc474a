import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pino from 'pino';
import type { Context } from '#lib/server/context.ts';
import { createContext } from '#lib/server/create-context.ts';
import { openDb } from '#lib/server/db/open.ts';
import { readEnv } from '#src/env.ts';
import { aDatabase, server } from '#tests/support/postgres/databases.ts';
import { late } from './late-database.ts';

/** A clock that stands still until it is moved; starts on 2026-05-01 10:00 UTC. */
export type TestClock = { now: () => number; forward: (ms: number) => void; set: (ms: number) => void };

export function testClock(start = Date.UTC(2026, 4, 1, 10)): TestClock {
	let at = start;
	return { now: () => at, forward: (ms) => void (at += ms), set: (ms) => void (at = ms) };
}

export type TestContext = { ctx: Context; clock: TestClock; dir: string; close: () => Promise<void> };

const migrations = resolve('drizzle');
/** On a server: a folder that is used again is used with its database. */
const databases = new Map<string, string>();
let migrated: Buffer | undefined;

/** An empty database after the real migrations; they cost more than most tests, so one run of them serves a process. */
async function emptyDatabase(): Promise<Buffer> {
	const dir = mkdtempSync(join(tmpdir(), 'proofsheet-empty-'));
	const file = join(dir, 'proofsheet.db');
	await (await openDb(file, migrations)).close();
	const bytes = readFileSync(file);
	rmSync(dir, { recursive: true });
	return bytes;
}

/** A context on a real database with the real migrations, in a folder of its own. */
export async function makeContext(settings: Record<string, string> = {}): Promise<TestContext> {
	const dir = mkdtempSync(join(tmpdir(), 'proofsheet-'));
	const known = databases.get(settings['DATA_DIR'] ?? '');
	const database = server && !settings['DATABASE_URL'] && !known ? await aDatabase(server) : null;
	if (database) databases.set(dir, database.url);
	if (!server && !settings['DATA_DIR'])
		writeFileSync(join(dir, 'proofsheet.db'), (migrated ??= await emptyDatabase()));
	const clock = testClock();
	const env = readEnv({
		DATA_DIR: dir,
		ORIGIN: 'http://localhost:3000',
		...((database ?? known) && { DATABASE_URL: database?.url ?? known }),
		...settings
	});
	const made = await createContext(env, { clock, migrations, log: pino({ level: 'silent' }) });
	const ctx = process.env['LATE'] ? { ...made, db: late(made.db) } : made;
	return {
		ctx,
		clock,
		dir,
		close: async () => {
			await ctx.db.close();
			await database?.giveBack();
			rmSync(dir, { recursive: true, force: true });
		}
	};
}
