import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pino from 'pino';
import type { Env } from '#src/env.ts';
import { t } from '#lib/messages/index.ts';
import { makeTokens, readSecret, type Tokens } from './auth/tokens.ts';
import { makeHub, type Hub } from './db/announce.ts';
import { CannotStart } from './db/cannot-start.ts';
import { openDb, type Db } from './db/open.ts';
import { makeIds, systemClock, type Clock, type Ids } from './db/ids.ts';
import { makeInProgress, type InProgress } from './http/in-progress.ts';
import { makeJobs, type Jobs } from './jobs/enqueue.ts';
import type { Storage } from './storage/storage.ts';
import { makeStorage } from './storage/make.ts';

/** Everything a use case may reach; built once a process (or once a test). */
export type Context = {
	env: Env;
	db: Db;
	storage: Storage;
	jobs: Jobs;
	hub: Hub;
	clock: Clock;
	ids: Ids;
	tokens: Tokens;
	/** Responses that carry private bytes right now; cut when the right to them ends. */
	inProgress: InProgress;
	log: Log;
	/** Absolute folder for temporary bytes, on the same disk as the originals. */
	tempDir: string;
};

export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>;

export type ContextOptions = { migrations?: string; clock?: Clock; log?: Log };

/** Opens the data folder named by the settings, creating what is missing. */
export function createContext(env: Env, options: ContextOptions = {}): Context {
	const dataDir = resolve(env.DATA_DIR);
	const tempDir = join(dataDir, 'tmp');
	const file = join(dataDir, 'proofsheet.db');
	// a folder that has its secret had a database: an empty one in its place would look like a new studio
	if (existsSync(join(dataDir, 'secret')) && !existsSync(file))
		throw new CannotStart(t('studio:operations.database-gone', { file }));
	mkdirSync(tempDir, { recursive: true });
	const db = openDb(file, options.migrations ?? resolve('drizzle'));
	const clock = options.clock ?? systemClock;
	const ids = makeIds();
	return {
		env,
		db,
		storage: makeStorage(env, dataDir),
		jobs: makeJobs(db, clock, ids),
		hub: makeHub(db, clock),
		clock,
		ids,
		tokens: makeTokens(readSecret(dataDir)),
		inProgress: makeInProgress(),
		log: options.log ?? pino({ level: env.LOG_LEVEL, redact: ['token', 'url', 'cookie'] }),
		tempDir
	};
}
