import { resolve } from 'node:path';
import type { Env } from '#src/env.ts';
import { makeTokens } from '../auth/tokens.ts';
import { claimFolder } from './one-server.ts';
import { openDatabase } from './open-database.ts';
import { rehashLinks } from './secret-fit.ts';
import { writeSecret } from './secret.ts';

/**
 * For a secret that is lost, or that somebody may have read: a new one, and every link that was sent ends. Answers how
 * many. Cut off between the two, the next start refuses the new secret, and this is asked for again.
 */
export async function renewSecret(env: Env, migrations = resolve('drizzle')): Promise<number> {
	const dataDir = resolve(env.DATA_DIR);
	// a running server would go on making links from the old one
	const giveBack = claimFolder(env);
	const db = await openDatabase(env, dataDir, migrations);
	try {
		return await rehashLinks(db, makeTokens(writeSecret(dataDir)));
	} finally {
		await db.close();
		giveBack();
	}
}
