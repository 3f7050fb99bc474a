import { resolve } from 'node:path';
import type { Env } from '#src/env.ts';
import { systemClock } from '../db/ids.ts';
import { checkProxy } from './checks/proxy.ts';
import { checkClock, checkDatabase, checkSecret } from './checks/database.ts';
import { makeStorage } from '../storage/make.ts';
import { checkObjects } from './checks/objects.ts';
import type { Finding, Level } from './checks/finding.ts';
import { checkDisk, checkMail, checkOrigin, checkStorage, checkTool } from './checks/surroundings.ts';

/** What the doctor looks at apart from the settings; tests put something else in their place. */
export type Surroundings = {
	now?: number;
	path?: string;
	freeBytes?: (dir: string) => Promise<number>;
	/** Every original is read whole; else a sample of them. */
	deep?: boolean;
};

const SIGN: Record<Level, string> = { ok: 'ok', note: '-', warning: 'warning', missing: 'MISSING' };

/** One line each; false when something that the settings need does not work. Changes nothing. */
export async function doctor(
	env: Env,
	answer: (line: string) => void,
	{ now = systemClock.now(), path, freeBytes, deep = false }: Surroundings = {}
): Promise<boolean> {
	const dataDir = resolve(env.DATA_DIR);
	const findings: Finding[] = [];
	const note = (found: Finding) => {
		findings.push(found);
		answer(`${SIGN[found.level].padEnd(8)} ${found.about.padEnd(9)} ${oneLine(found.text)}`);
	};
	const database = await checkDatabase(dataDir);
	note(database.found);
	note(await checkSecret(dataDir, database.file));
	const storage = await checkStorage(env, dataDir, database.file);
	note(storage);
	if (storage.level === 'ok' && database.file) {
		const stored = makeStorage(env, dataDir);
		for (const found of await checkObjects(database.file, stored, { deep, from: now })) note(found);
	}
	note(await checkMail(env));
	note(await checkTool('ffmpeg', ['-version'], path));
	note(await checkTool('exiftool', ['-ver'], path));
	note(await checkDisk(dataDir, freeBytes));
	note(await checkClock(database.file, now));
	note(checkOrigin(env));
	for (const found of checkProxy(env, dataDir, now)) note(found);
	return findings.every((found) => found.level !== 'missing');
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ');
