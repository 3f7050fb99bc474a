import { join, resolve } from 'node:path';
import pino from 'pino';
import type { Env } from '#src/env.ts';
import { makeTokens, type Tokens } from './auth/tokens.ts';
import type { Context, Log } from './context.ts';
import { makeHub } from './db/announce.ts';
import type { Database, Db } from './db/open.ts';
import { studio } from './db/schema.ts';
import { makeIds, systemClock, type Clock } from './db/ids.ts';
import { reactions } from './events/registry.ts';
import { makeInProgress } from './http/in-progress.ts';
import { makeJobs } from './jobs/enqueue.ts';
import { closeToOthers, SECRET } from './operations/data-folder.ts';
import { openDatabase } from './operations/open-database.ts';
import { assertSecretFits } from './operations/secret-fit.ts';
import { readSecret } from './operations/secret.ts';
import { makeStorage } from './storage/make.ts';

export type ContextOptions = { migrations?: string; clock?: Clock; log?: Log };

/** Opens the data folder named by the settings, creating what is missing. */
export async function createContext(env: Env, options: ContextOptions = {}): Promise<Context> {
	const dataDir = resolve(env.DATA_DIR);
	const db = await openDatabase(env, dataDir, options.migrations ?? resolve('drizzle'));
	closeToOthers(dataDir);
	const clock = options.clock ?? systemClock;
	const ids = makeIds();
	return {
		env,
		db,
		storage: makeStorage(env, dataDir),
		jobs: makeJobs(db, clock, ids),
		hub: makeHub(db, clock),
		reactions,
		clock,
		ids,
		tokens: await fittingTokens(db, dataDir),
		inProgress: makeInProgress(),
		log: options.log ?? pino({ level: env.LOG_LEVEL, redact: ['token', 'url', 'cookie'] }),
		tempDir: join(dataDir, 'tmp')
	};
}

/** Links are made only from the secret that this database knows. */
async function fittingTokens(db: Db, dataDir: string): Promise<Tokens> {
	try {
		const tokens = makeTokens(readSecret(dataDir, await hasStudio(db.read)));
		await assertSecretFits(db.read, tokens, join(dataDir, SECRET));
		return tokens;
	} catch (error) {
		await db.close();
		throw error;
	}
}

const hasStudio = async (db: Database) =>
	(await db.select({ id: studio.id }).from(studio).limit(1).all()).length > 0;
