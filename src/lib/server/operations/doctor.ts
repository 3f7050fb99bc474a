import { resolve } from 'node:path';
import { readEnv, WrongSettings, type Env } from '#src/env.ts';
import { t } from '#lib/messages/index.ts';
import { systemClock } from '../db/ids.ts';
import { checkProxy } from './checks/proxy.ts';
import { checkFilm } from './checks/film.ts';
import { checkClock, checkDatabase, checkSecret } from './checks/database.ts';
import { makeStorage } from '../storage/make.ts';
import { checkObjects } from './checks/objects.ts';
import type { Finding, Level } from './checks/finding.ts';
import {
	checkDisk,
	checkMail,
	checkOrigin,
	checkSender,
	checkStorage,
	checkTool
} from './checks/surroundings.ts';

/** What the doctor looks at apart from the settings; tests put something else in their place. */
export type Surroundings = {
	now?: number;
	path?: string;
	freeBytes?: (dir: string) => Promise<number>;
	/** Every original is read whole; else a sample of them. */
	deep?: boolean;
};

const SIGN: Record<Level, string> = { ok: 'ok', note: '-', warning: 'warning', missing: 'MISSING' };

/** Reads the settings first; with wrong ones there is nothing else to look at, and each has a line. */
export async function doctorOf(
	raw: Parameters<typeof readEnv>[0],
	answer: (line: string) => void,
	surroundings: Surroundings = {}
): Promise<boolean> {
	try {
		return await doctor(readEnv(raw), answer, surroundings);
	} catch (error) {
		if (!(error instanceof WrongSettings)) throw error;
		for (const { name, words } of error.problems)
			answer(lineOf({ about: 'setting', level: 'missing', text: `${name}: ${words}` }));
		answer(lineOf({ about: 'setting', level: 'note', text: t('console:doctor.setting.rest') }));
		return false;
	}
}

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
		answer(lineOf(found));
	};
	const database = await checkDatabase(env, dataDir);
	note(database.found);
	note(await checkSecret(dataDir, database.file));
	const storage = await checkStorage(env, dataDir, database.file);
	note(storage);
	if (storage.level === 'ok' && database.file) {
		const stored = makeStorage(env, dataDir);
		for (const found of await checkObjects(database.file, stored, { deep, from: now })) note(found);
	}
	note(await checkMail(env));
	for (const found of checkSender(env)) note(found);
	note(await checkFilm(env, path ?? ''));
	note(await checkTool('exiftool', ['-ver'], path));
	note(await checkDisk(dataDir, freeBytes));
	note(await checkClock(database.file, now));
	note(checkOrigin(env));
	for (const found of await checkProxy(env, dataDir, now)) note(found);
	return findings.every((found) => found.level !== 'missing');
}

const lineOf = ({ about, level, text }: Finding) =>
	`${SIGN[level].padEnd(8)} ${about.padEnd(9)} ${text.replace(/\s+/g, ' ')}`;
