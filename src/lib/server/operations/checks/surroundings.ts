import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Env } from '#src/env.ts';
import { sizeInWords } from '#lib/domain/sizes.ts';
import { t } from '#lib/messages/index.ts';
import { consultDatabase } from '../../db/copies.ts';
import { makeIds } from '../../db/ids.ts';
import { checkServer } from '../../mail/check-server.ts';
import { originalKey } from '../../storage/keys.ts';
import { makeStorage } from '../../storage/make.ts';
import { RESTORING } from '../data-folder.ts';
import { examineStorage } from '../identity.ts';
import { misfit } from '../installation.ts';
import { finding, inWords, type Finding } from './finding.ts';

/** Puts an object in, reads it back and takes it away. An empty folder stays empty: a restore needs it so. */
export async function checkStorage(env: Env, dataDir: string, database: string | null): Promise<Finding> {
	const where = env.STORAGE === 'disk' ? dataDir : env.STORAGE;
	try {
		if (env.STORAGE === 'disk' && !(await isFolder(dataDir))) {
			await access(await nearest(dataDir), constants.W_OK);
			return finding('storage.none', 'note');
		}
		const problem = await strangeness(env, dataDir, database);
		if (problem) return finding('storage.strange', 'missing', { problem });
		await tryOut(env, dataDir);
		return finding('storage.ok', 'ok', { where });
	} catch (error) {
		return finding('storage.broken', 'missing', { where, problem: inWords(error) });
	}
}

/** Why the server would not use it with this database, or null. */
async function strangeness(env: Env, dataDir: string, database: string | null): Promise<string | null> {
	if (existsSync(join(dataDir, RESTORING)))
		return t('console:operations.restore-unfinished', { dir: dataDir });
	if (!database) return null;
	const verdict = await consultDatabase(database, (db) => examineStorage(db, makeStorage(env, dataDir)));
	return misfit(env, verdict);
}

async function tryOut(env: Env, dataDir: string) {
	if (env.STORAGE === 'disk' && !(await isFolder(`${dataDir}/objects`)))
		return access(dataDir, constants.W_OK | constants.X_OK);
	const ids = makeIds();
	const storage = makeStorage(env, dataDir);
	const key = originalKey(ids.next());
	const wrote = ids.bytes(32);
	await storage.put(key, wrote);
	try {
		const chunks: Buffer[] = [];
		for await (const chunk of await storage.open(key)) chunks.push(chunk);
		if (!Buffer.concat(chunks).equals(wrote)) throw new Error('other bytes came back');
	} finally {
		await storage.remove(key);
	}
}

export async function checkMail({ SMTP_URL }: Env): Promise<Finding> {
	if (!SMTP_URL) return finding('mail.none', 'note');
	const host = URL.canParse(SMTP_URL) ? new URL(SMTP_URL).host : 'SMTP_URL';
	try {
		await checkServer(SMTP_URL);
		return finding('mail.ok', 'ok', { host });
	} catch (error) {
		return finding('mail.broken', 'missing', { host, problem: inWords(error) });
	}
}

/** Whom mails come from, where mails go out; most servers refuse a sender that only this machine knows. */
export function checkSender({ SMTP_URL, MAIL_FROM }: Env): Finding[] {
	if (!SMTP_URL) return [];
	const { name, address } = MAIL_FROM;
	if (address.endsWith('@localhost')) return [finding('sender.local', 'warning', { address })];
	return [finding('sender.ok', 'ok', { sender: name ? `${name} <${address}>` : address })];
}

const run = promisify(execFile);

/** Programs that are used when they are there; no setting asks for them. */
export async function checkTool(name: string, args: string[], path?: string): Promise<Finding> {
	try {
		const { stdout } = await run(name, args, {
			timeout: 5000,
			...(path === undefined ? {} : { env: { PATH: path } })
		});
		const version = stdout.split('\n')[0]?.trim() ?? '';
		return { ...finding('tool.ok', 'ok', { version }), about: name };
	} catch {
		return { ...finding('tool.none', 'note'), about: name };
	}
}

const LOW_BYTES = 5e9;
const FULL_BYTES = 200e6;

export async function checkDisk(dataDir: string, freeBytes = freeBytesAt): Promise<Finding> {
	const bytes = await freeBytes(await nearest(dataDir));
	const free = sizeInWords(bytes);
	if (bytes < FULL_BYTES) return finding('disk.full', 'missing', { free });
	return bytes < LOW_BYTES ? finding('disk.low', 'warning', { free }) : finding('disk.ok', 'ok', { free });
}

async function freeBytesAt(dir: string): Promise<number> {
	const { bavail, bsize } = await statfs(dir);
	return bavail * bsize;
}

const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export function checkOrigin({ ORIGIN }: Env): Finding {
	const { protocol, hostname } = new URL(ORIGIN);
	if (protocol === 'https:') return finding('origin.ok', 'ok', { origin: ORIGIN });
	if (LOCAL.test(hostname)) return finding('origin.local', 'note', { origin: ORIGIN });
	return finding('origin.plain', 'warning', { origin: ORIGIN });
}

const isFolder = async (path: string) => (await stat(path).catch(() => null))?.isDirectory() ?? false;

/** The folder itself, or the closest one above it that exists. */
async function nearest(path: string): Promise<string> {
	return (await isFolder(path)) || dirname(path) === path ? path : nearest(dirname(path));
}
