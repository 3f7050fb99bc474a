import { resolve } from 'node:path';
import type { Env } from '#src/env.ts';
import { systemClock } from '../db/ids.ts';
import { checkProxy } from './checks/proxy.ts';
import { checkClock, checkDatabase, checkSecret } from './checks/database.ts';
import type { Finding, Level } from './checks/finding.ts';
import { checkDisk, checkMail, checkOrigin, checkStorage, checkTool } from './checks/surroundings.ts';

/** What the doctor looks at apart from the settings; tests put something else in their place. */
export type Surroundings = { now?: number; path?: string; freeBytes?: (dir: string) => Promise<number> };

const SIGN: Record<Level, string> = { ok: 'ok', note: '-', warning: 'warning', missing: 'MISSING' };

/** One line each; false when something that the settings need does not work. Changes nothing. */
export async function doctor(
	env: Env,
	answer: (line: string) => void,
	{ now = systemClock.now(), path, freeBytes }: Surroundings = {}
): Promise<boolean> {
	const dataDir = resolve(env.DATA_DIR);
	const findings: Finding[] = [];
	const note = (found: Finding) => {
		findings.push(found);
		answer(`${SIGN[found.level].padEnd(8)} ${found.about.padEnd(9)} ${oneLine(found.text)}`);
	};
	note(await checkDatabase(dataDir));
	note(await checkSecret(dataDir));
	note(await checkStorage(env, dataDir));
	note(await checkMail(env));
	note(await checkTool('ffmpeg', ['-version'], path));
	note(await checkTool('exiftool', ['-ver'], path));
	note(await checkDisk(dataDir, freeBytes));
	note(await checkClock(dataDir, now));
	note(checkOrigin(env));
	for (const found of checkProxy(env, dataDir, now)) note(found);
	return findings.every((found) => found.level !== 'missing');
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ');
