import type pino from 'pino';
import type { Env } from '#src/env.ts';
import type { Tokens } from './auth/tokens.ts';
import type { Hub } from './db/announce.ts';
import type { Db } from './db/open.ts';
import type { Clock, Ids } from './db/ids.ts';
import type { Reactions } from './events/record.ts';
import type { InProgress } from './http/in-progress.ts';
import type { Jobs } from './jobs/enqueue.ts';
import type { Storage } from './storage/storage.ts';

/** Everything a use case may reach; built once a process (or once a test). */
export type Context = {
	env: Env;
	db: Db;
	storage: Storage;
	jobs: Jobs;
	hub: Hub;
	/** Who reacts to what happens, in the same commit. */
	reactions: Reactions<Context>;
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
