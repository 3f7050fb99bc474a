import { randomUUID } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { chmod, copyFile, link, lstat, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeFolders, type Folders } from './folders.ts';
import { checkedKey, isKey } from './keys.ts';
import type { Storage } from './storage.ts';
import { beyondEnd, codeOf, missing, naming, taken } from './trouble.ts';
import { isSame } from './whole.ts';

const READ_BYTES = 1 << 20;
const TEMP = 'put-';
const PART = '.part-';

/** Objects as files under `root`: written to a temporary name, synced, then linked into place. */
export function diskStorage(root: string, tempDir: string): Storage {
	const folders = makeFolders();
	const settle = settling(folders);
	const pathOf = (key: string) => join(root, ...checkedKey(key).split('/'));

	async function put(key: string, bytes: Readable | Uint8Array) {
		const [path, temp] = [pathOf(key), join(tempDir, `${TEMP}${randomUUID()}`)];
		try {
			const source = bytes instanceof Uint8Array ? Readable.from([bytes]) : bytes;
			await pipeline(source, createWriteStream(temp, { flags: 'wx', mode: 0o600 }));
			const stored = { bytes: await syncFile(temp) };
			await settle(temp, path, key);
			return stored;
		} finally {
			await rm(temp, { force: true });
		}
	}

	async function putFile(key: string, from: string, known?: { isSynced: boolean }) {
		const path = pathOf(key);
		const stored = { bytes: await (known?.isSynced ? ordinarySize(from) : syncFile(from)) };
		await settle(from, path, key).catch(async (error: unknown) => {
			const isThere = (await sizeOf(path)) === stored.bytes;
			if (!isThere || !(await isSame(createReadStream(path), createReadStream(from)))) throw error;
			await folders.syncUp(dirname(path));
		});
		await ifThere(unlink(from));
		return stored;
	}

	return {
		put: (key, bytes) => naming(() => put(key, bytes)),
		putFile: (...file) => naming(() => putFile(...file)),
		open: async (key, range) => openFile(pathOf(key), range),
		stat: async (key) => {
			const bytes = await sizeOf(pathOf(key));
			return bytes === null ? null : { bytes };
		},
		remove: async (key) => rm(pathOf(key), { force: true }),
		async *list(prefix) {
			for await (const { name, path } of filesUnder(root)) {
				const found = isKey(name) && name.startsWith(prefix) ? await ifThere(stat(path)) : null;
				if (found) yield { key: name, bytes: found.size, storedAt: found.mtimeMs };
			}
		},
		async forgetUnfinished(before) {
			for await (const { name, path } of filesUnder(tempDir))
				if (name.startsWith(TEMP)) await drop(path, before);
			for await (const { name, path } of filesUnder(root)) if (name.includes(PART)) await drop(path, before);
		},
		localPath: pathOf
	};
}

/** Null where it is not there; a disk that cannot say so is in trouble, and nothing is gone for it. */
const ifThere = <T>(looking: Promise<T>): Promise<T | null> =>
	looking.catch((error: unknown) => {
		if (codeOf(error) === 'ENOENT') return null;
		throw error;
	});

const sizeOf = async (path: string) => (await ifThere(stat(path)))?.size ?? null;

/** Gives a synced file its final name, from another disk too. */
function settling(folders: Folders) {
	async function place(from: string, path: string, key: string) {
		await folders.make(dirname(path));
		await linkNew(from, path).catch((error: unknown) => {
			throw codeOf(error) === 'EEXIST' ? taken(key) : error;
		});
		await folders.syncUp(dirname(path));
	}

	async function copyOver(from: string, path: string, key: string) {
		const near = `${path}${PART}${randomUUID()}`;
		try {
			await copyFile(from, near);
			await chmod(near, 0o600);
			await syncFile(near);
			await place(near, path, key);
		} finally {
			await rm(near, { force: true });
		}
	}

	return (from: string, path: string, key: string) =>
		place(from, path, key).catch((error: unknown) => {
			if (codeOf(error) === 'EXDEV') return copyOver(from, path, key);
			throw error;
		});
}

// link fails where the name exists, so nothing is ever overwritten; some network disks know no links
async function linkNew(from: string, path: string) {
	try {
		await link(from, path);
	} catch (error) {
		if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes(codeOf(error) ?? '')) throw error;
		if ((await sizeOf(path)) !== null) throw Object.assign(new Error(`exists: ${path}`), { code: 'EEXIST' });
		await rename(from, path);
	}
}

async function openFile(path: string, range?: { start: number; end: number }) {
	const file = await open(path, 'r').catch((error: unknown) => {
		throw codeOf(error) === 'ENOENT' ? missing() : error;
	});
	const { size } = await file.stat();
	if (range && range.end >= size) {
		await file.close();
		throw beyondEnd();
	}
	const [start, end] = [range?.start ?? 0, range?.end ?? Math.max(0, size - 1)];
	// no longer than what is there: 1 MiB for each of ten thousand small files kept the collector busy
	return file.createReadStream({ start, end, highWaterMark: Math.min(READ_BYTES, end - start + 1) });
}

async function* filesUnder(root: string) {
	const entries = await ifThere(readdir(root, { recursive: true, withFileTypes: true }));
	for (const entry of entries ?? []) {
		const path = join(entry.parentPath, entry.name);
		if (entry.isFile()) yield { path, name: path.slice(root.length + 1).replaceAll('\\', '/') };
	}
}

async function drop(path: string, before: number) {
	const found = await ifThere(stat(path));
	if (found && found.mtimeMs < before) await rm(path, { force: true });
}

// a link leads out of the folder, and a pipe would be waited for
const ORDINARY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const notOrdinary = (path: string) => new Error(`not an ordinary file: ${path}`);

async function ordinarySize(path: string): Promise<number> {
	const found = await lstat(path);
	if (!found.isFile()) throw notOrdinary(path);
	return found.size;
}

/** Brings an ordinary file to the disk, whoever made it; answers its size. */
async function syncFile(path: string): Promise<number> {
	const handle = await open(path, ORDINARY).catch((error: unknown) => {
		throw codeOf(error) === 'ELOOP' ? notOrdinary(path) : error;
	});
	try {
		const found = await handle.stat();
		if (!found.isFile()) throw notOrdinary(path);
		await handle.sync();
		return found.size;
	} finally {
		await handle.close();
	}
}
