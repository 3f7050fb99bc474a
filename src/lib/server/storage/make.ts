import { join } from 'node:path';
import type { Env } from '#src/env.ts';
import { diskStorage } from './disk.ts';
import type { Storage } from './storage.ts';

/** The storage that the settings name: the local disk, or a bucket. */
export function makeStorage(env: Env, dataDir: string): Storage {
	if (env.STORAGE === 'disk') return diskStorage(join(dataDir, 'objects'), join(dataDir, 'tmp'));
	throw new Error(`STORAGE ${env.STORAGE} is not known`);
}
