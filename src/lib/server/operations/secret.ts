import { randomBytes } from 'node:crypto';
import {
	closeSync,
	fsyncSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeSync
} from 'node:fs';
import { join } from 'node:path';
import { t } from '#lib/messages/index.ts';
import { StartupError } from '../db/startup-error.ts';
import { SECRET } from './data-folder.ts';

const SHAPE = /^[0-9a-f]{64}\s*$/i;

/** The bytes that such a file holds; null for one of another shape. */
export const secretFrom = (text: string) => (SHAPE.test(text) ? Buffer.from(text.trim(), 'hex') : null);

export type SecretState =
	| { is: 'sound'; secret: Buffer }
	| { is: 'missing' | 'broken' | 'open' }
	| { is: 'unreadable'; problem: string };

/** Looks at the secret of a data folder: 32 bytes in hex, for its owner's eyes only. Changes nothing. */
export function examineSecret(dataDir: string): SecretState {
	const path = join(dataDir, SECRET);
	try {
		const found = statSync(path, { throwIfNoEntry: false });
		if (!found) return { is: 'missing' };
		const text = readFileSync(path, 'utf8');
		const secret = secretFrom(text);
		if (!secret) return { is: 'broken' };
		if ((found.mode & 0o077) !== 0 && knowsModes(dataDir)) return { is: 'open' };
		return { is: 'sound', secret };
	} catch (error) {
		return { is: 'unreadable', problem: error instanceof Error ? error.message : String(error) };
	}
}

/**
 * The secret that every link is made from. It is made once, for a studio that is new (`isInUse` false); one that is
 * lost, damaged or open to others is refused in words, and never replaced: links would die, or could be forged.
 */
export function readSecret(dataDir: string, isInUse: boolean): Buffer {
	const state = examineSecret(dataDir);
	if (state.is === 'sound') return state.secret;
	if (state.is === 'missing' && !isInUse) return writeSecret(dataDir);
	const problem = state.is === 'unreadable' ? state.problem : '';
	throw new StartupError(
		t(`console:operations.secret-${state.is}`, { path: join(dataDir, SECRET), problem })
	);
}

/** A new one under a temporary name, brought to the disk, then renamed: a kill leaves the old one or none. */
export function writeSecret(dataDir: string): Buffer {
	const secret = randomBytes(32);
	const path = join(dataDir, SECRET);
	const fresh = `${path}.new`;
	rmSync(fresh, { force: true });
	const handle = openSync(fresh, 'wx', 0o600);
	try {
		writeSync(handle, secret.toString('hex'));
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
	renameSync(fresh, path);
	syncFolder(dataDir);
	return secret;
}

function syncFolder(path: string) {
	// Windows opens no folders
	if (process.platform === 'win32') return;
	const handle = openSync(path, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}

/** Some network disks, and Windows, show every file as open to all: there nobody can do better. */
function knowsModes(dataDir: string): boolean {
	const probe = join(dataDir, `${SECRET}.mode`);
	rmSync(probe, { force: true });
	try {
		closeSync(openSync(probe, 'wx', 0o600));
		return (statSync(probe).mode & 0o077) === 0;
	} finally {
		rmSync(probe, { force: true });
	}
}
