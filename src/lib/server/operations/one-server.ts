import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Env } from '#src/env.ts';
import { t } from '#lib/messages/index.ts';
import { StartupError } from '../db/startup-error.ts';
import { tryLock } from '../db/lock.ts';

/**
 * One web server a data folder, until it ends: a second one is a mistake, and would answer under another address.
 * Workers and commands work beside it; leases keep them apart. Answers how to give the folder back.
 */
export function claimFolder(env: Pick<Env, 'DATA_DIR'>): () => void {
	const dir = resolve(env.DATA_DIR);
	const giveBack = inWords(dir, () => {
		mkdirSync(dir, { recursive: true, mode: 0o700 });
		return tryLock(join(dir, 'web.lock'));
	});
	if (!giveBack) throw new StartupError(t('console:operations.folder-in-use', { dir }));
	return giveBack;
}

/** A folder that cannot be made or written is said with its name. */
function inWords<T>(dir: string, use: () => T): T {
	try {
		return use();
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		throw new StartupError(t('console:operations.folder-refused', { dir, problem }), { cause: error });
	}
}
