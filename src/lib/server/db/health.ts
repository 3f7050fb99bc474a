import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { t } from '#lib/messages/index.ts';
import { StartupError } from './startup-error.ts';

/** The database may not be written any more by this process; it has to end, and be looked at when it starts again. */
export class DatabaseBroken extends Error {}

/** Watches over one open database file. */
export type Health = {
	/** Throws DatabaseBroken once the file is not what was opened, or the disk has failed under it. */
	assert: () => void;
	/** Told of every error of a transaction; an error of the disk is the end. */
	judge: (error: unknown) => void;
	/** Called once, at the end; while there is a listener the file is also looked at every second. */
	onBroken: (listener: (error: DatabaseBroken) => void) => void;
	close: () => void;
};

const LOOK_MS = 1000;

export function watchHealth(file: string): Health {
	const opened = identity(file);
	const listeners: ((error: DatabaseBroken) => void)[] = [];
	let broken: DatabaseBroken | undefined;
	let timer: NodeJS.Timeout | undefined;

	function end(words: string, cause?: unknown): DatabaseBroken {
		clearInterval(timer);
		broken = new DatabaseBroken(words, { cause });
		for (const listener of listeners) listener(broken);
		return broken;
	}
	function assert() {
		if (broken) throw broken;
		if (identity(file) !== opened) throw end(t('console:operations.database-moved', { file }));
	}
	return {
		assert,
		judge: (error) => {
			if (broken || !isDiskError(error)) return;
			markSuspect(file);
			end(t('console:operations.disk-error', { file }), error);
		},
		onBroken: (listener) => {
			listeners.push(listener);
			timer ??= setInterval(() => attempt(assert), LOOK_MS).unref();
		},
		close: () => clearInterval(timer)
	};
}

/** Listeners hear of it; nobody else called. */
function attempt(assert: () => void) {
	try {
		assert();
	} catch (error) {
		if (!(error instanceof DatabaseBroken)) throw error;
	}
}

function identity(file: string): string {
	const found = statSync(file, { throwIfNoEntry: false });
	return found ? `${found.dev}:${found.ino}` : '';
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** What was written may be lost although a later try would say "done": a failed fsync is never repeated as a success. */
function isDiskError(error: unknown): boolean {
	const code = codeOf(error);
	// its shared memory could not grow: the disk is full, and nothing was written
	if (code.startsWith('SQLITE_IOERR_SHM')) return false;
	return /^SQLITE_(IOERR|CORRUPT|NOTADB)/.test(code);
}

const suspectMark = (file: string) => `${file}.suspect`;

function markSuspect(file: string) {
	try {
		writeFileSync(suspectMark(file), '');
	} catch {
		// the same disk may refuse this too; the next start then looks at nothing it would not have looked at
	}
}

/** After an error of the disk every page is read once before anything is written. */
export function examineSuspect(file: string, raw: Database.Database) {
	if (!existsSync(suspectMark(file))) return;
	const problem = String(raw.pragma('integrity_check', { simple: true }));
	if (problem !== 'ok') throw new StartupError(t('console:operations.database-damaged', { problem }));
	rmSync(suspectMark(file), { force: true });
}
