import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { max } from 'drizzle-orm';
import { sizeInWords } from '#lib/domain/sizes.ts';
import { examineDatabase, readDatabase } from '../../db/copies.ts';
import { isSafeSqlite } from '../../db/open.ts';
import { announcement, downloadLog, version } from '../../db/schema.ts';
import { DATABASE, SECRET } from '../data-folder.ts';
import { finding, inWords, type Finding } from './finding.ts';

const sizeOf = async (path: string) => (await stat(path).catch(() => null))?.size ?? null;
const WAL_ALARM_BYTES = 256 << 20;

export async function checkDatabase(dataDir: string): Promise<Finding> {
	const path = join(dataDir, DATABASE);
	const size = await sizeOf(path);
	if (size === null) return finding('database', 'none', 'note');
	try {
		const { sqlite, intact, problem } = examineDatabase(path);
		if (!intact) return finding('database', 'damaged', 'missing', { problem });
		if (!isSafeSqlite(sqlite)) return finding('database', 'old', 'missing', { sqlite });
		const journal = (await sizeOf(`${path}-wal`)) ?? 0;
		if (journal > WAL_ALARM_BYTES)
			return finding('database', 'wal', 'warning', { size: sizeInWords(journal) });
		return finding('database', 'ok', 'ok', { sqlite, size: sizeInWords(size) });
	} catch (error) {
		return finding('database', 'unreadable', 'missing', { problem: inWords(error) });
	}
}

/** Without the secret every link that was ever sent is dead, and nothing else would say so. */
export async function checkSecret(dataDir: string): Promise<Finding> {
	const path = join(dataDir, SECRET);
	const found = await stat(path).catch(() => null);
	if (!found) {
		const isNew = (await sizeOf(join(dataDir, DATABASE))) === null;
		return isNew ? finding('secret', 'none', 'note') : finding('secret', 'missing', 'missing', { path });
	}
	if (!/^[0-9a-f]{64}$/.test((await readFile(path, 'utf8')).trim()))
		return finding('secret', 'broken', 'missing', { path });
	return (found.mode & 0o077) === 0
		? finding('secret', 'ok', 'ok')
		: finding('secret', 'open', 'warning', { path });
}

const SOONEST = Date.UTC(2026, 0);
const TOLERANCE_MS = 60_000;

/** A clock that runs behind what was already written would expire and deliver at the wrong times. */
export async function checkClock(dataDir: string, now: number): Promise<Finding> {
	const iso = (ms: number) => new Date(ms).toISOString();
	if (now < SOONEST) return finding('clock', 'odd', 'missing', { now: iso(now) });
	const last = await lastUsed(join(dataDir, DATABASE));
	if (last > now + TOLERANCE_MS)
		return finding('clock', 'behind', 'missing', { now: iso(now), last: iso(last) });
	return finding('clock', 'ok', 'ok', { now: iso(now) });
}

async function lastUsed(path: string): Promise<number> {
	if ((await sizeOf(path)) === null) return 0;
	try {
		return readDatabase(path, (db) => {
			const times = [
				db
					.select({ at: max(announcement.createdAt) })
					.from(announcement)
					.get(),
				db
					.select({ at: max(downloadLog.at) })
					.from(downloadLog)
					.get(),
				db
					.select({ at: max(version.createdAt) })
					.from(version)
					.get()
			];
			return Math.max(...times.map((row) => row?.at ?? 0));
		});
	} catch {
		// the line about the database says what is wrong with it
		return 0;
	}
}
