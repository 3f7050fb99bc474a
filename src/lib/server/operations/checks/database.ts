import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { max } from 'drizzle-orm';
import type { Env } from '#src/env.ts';
import { sizeInWords } from '#lib/domain/sizes.ts';
import { examineDatabase, examineShape, readDatabase } from '../../db/copies.ts';
import { isSafeSqlite } from '../../db/open.ts';
import { announcement, downloadLog, version } from '../../db/schema.ts';
import { makeTokens } from '../../auth/tokens.ts';
import { DATABASE, SECRET } from '../data-folder.ts';
import { examineSecret } from '../secret.ts';
import { compareSecret } from '../secret-fit.ts';
import { finding, inWords, type Finding } from './finding.ts';

const sizeOf = async (path: string) => (await stat(path).catch(() => null))?.size ?? null;
const WAL_ALARM_BYTES = 256 << 20;

/** `file`: where the database can be asked by the checks that follow; null: there is none that this version reads. */
export async function checkDatabase(
	{ DATABASE_URL: url }: Env,
	dataDir: string
): Promise<{ found: Finding; file: string | null }> {
	if (url) return { found: await askServer(url), file: null };
	const path = join(dataDir, DATABASE);
	const found = await lookInto(path);
	return { found, file: ['ok', 'warning'].includes(found.level) ? path : null };
}

async function askServer(url: string): Promise<Finding> {
	const { examineServer } = await import('../../db/postgres/examine.ts');
	try {
		const { version, shape } = await examineServer(url, resolve('drizzle/postgres'));
		if (shape === 'current') return finding('database.server', 'ok', { version });
		return finding(SHAPES[shape], shape === 'newer' ? 'missing' : 'note');
	} catch (error) {
		return finding('database.unreadable', 'missing', { problem: inWords(error) });
	}
}

const SHAPES = { none: 'database.none', older: 'database.older', newer: 'database.newer' } as const;

async function lookInto(path: string): Promise<Finding> {
	const size = await sizeOf(path);
	if (size === null) return finding('database.none', 'note');
	try {
		const { sqlite, intact, problem } = await examineDatabase(path);
		if (!intact) return finding('database.damaged', 'missing', { problem });
		if (!isSafeSqlite(sqlite)) return finding('database.old', 'missing', { sqlite });
		const shape = await examineShape(path, resolve('drizzle'));
		if (shape === 'older') return finding('database.older', 'note');
		if (shape !== 'current')
			return finding(shape === 'newer' ? 'database.newer' : 'database.empty', 'missing');
		const journal = (await sizeOf(`${path}-wal`)) ?? 0;
		if (journal > WAL_ALARM_BYTES) return finding('database.wal', 'warning', { size: sizeInWords(journal) });
		return finding('database.ok', 'ok', { sqlite, size: sizeInWords(size) });
	} catch (error) {
		return finding('database.unreadable', 'missing', { problem: inWords(error) });
	}
}

/** Without the secret, or with another one, every link that was ever sent is dead, and nothing else would say so. */
export async function checkSecret(dataDir: string, database: string | null): Promise<Finding> {
	const path = join(dataDir, SECRET);
	const state = examineSecret(dataDir);
	const isNew = (await sizeOf(join(dataDir, DATABASE))) === null;
	if (state.is === 'missing' && isNew) return finding('secret.none', 'note');
	if (state.is !== 'sound') {
		const problem = state.is === 'unreadable' ? state.problem : '';
		return finding(`secret.${state.is}`, 'missing', { path, problem });
	}
	if (!database) return finding('secret.ok', 'ok');
	const tokens = makeTokens(state.secret);
	const fit = await readDatabase(database, async (db) => compareSecret(db, tokens));
	if (!fit.fits) return finding('secret.strange', 'missing', { path });
	const count = fit.checked - fit.strange;
	return count ? finding('secret.fits', 'ok', { count }) : finding('secret.ok', 'ok');
}

const SOONEST = Date.UTC(2026, 0);
const TOLERANCE_MS = 60_000;

/** A clock that runs behind what was already written would expire and deliver at the wrong times. */
export async function checkClock(database: string | null, now: number): Promise<Finding> {
	const iso = (ms: number) => new Date(ms).toISOString();
	if (now < SOONEST) return finding('clock.odd', 'missing', { now: iso(now) });
	const last = database ? await lastUsed(database) : 0;
	if (last > now + TOLERANCE_MS)
		return finding('clock.behind', 'missing', { now: iso(now), last: iso(last) });
	return finding('clock.ok', 'ok', { now: iso(now) });
}

const lastUsed = (database: string): Promise<number> =>
	readDatabase(database, async (db) => {
		const times = [
			await db
				.select({ at: max(announcement.createdAt) })
				.from(announcement)
				.get(),
			await db
				.select({ at: max(downloadLog.at) })
				.from(downloadLog)
				.get(),
			await db
				.select({ at: max(version.createdAt) })
				.from(version)
				.get()
		];
		return Math.max(...times.map((row) => row?.at ?? 0));
	});
