import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '#src/env.ts';
import { readDatabase } from '../../db/copies.ts';
import { DATABASE } from '../data-folder.ts';
import { wasProxySeen } from '../../db/undeclared-proxy.ts';
import { finding, type Finding } from './finding.ts';

/** One finding where the server saw a reverse proxy that the settings do not name; none otherwise. */
export async function checkProxy({ TRUST_PROXY }: Env, dataDir: string, now: number): Promise<Finding[]> {
	const path = join(dataDir, DATABASE);
	if (TRUST_PROXY > 0 || !existsSync(path)) return [];
	try {
		return (await readDatabase(path, async (db) => wasProxySeen(db, now)))
			? [finding('proxy.undeclared', 'warning')]
			: [];
	} catch {
		// the line about the database says what is wrong with it
		return [];
	}
}
