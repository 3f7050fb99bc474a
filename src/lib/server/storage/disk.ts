import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import { checkedKey } from './keys.ts';
import type { Storage } from './storage.ts';

const READ_BYTES = 1 << 20;

/** Objects as files under `root`: written to a temporary name, synced, then linked into place. */
export function diskStorage(root: string, tempDir: string): Storage {
	const pathOf = (key: string) => join(root, ...checkedKey(key).split('/'));
	let counter = 0;

	async function adopt(temp: string, key: string) {
		const path = pathOf(key);
		await mkdir(dirname(path), { recursive: true });
		await syncPath(temp);
		// link fails where the key exists: nothing is ever overwritten
		await link(temp, path);
		await unlink(temp);
		await syncPath(dirname(path));
		return { bytes: (await stat(path)).size };
	}

	return {
		put: (key, bytes) =>
			named(async () => {
				const temp = join(tempDir, `put-${process.pid}-${counter++}`);
				const source = bytes instanceof Uint8Array ? Readable.from([bytes]) : bytes;
				try {
					await pipeline(source, createWriteStream(temp, { flags: 'wx' }));
					return await adopt(temp, key);
				} catch (error) {
					await rm(temp, { force: true });
					throw error;
				}
			}),
		putFile: (key, path) =>
			named(async () => {
				const near = join(tempDir, `take-${process.pid}-${counter++}`);
				await rename(path, near).catch(async (error: NodeJS.ErrnoException) => {
					if (error.code !== 'EXDEV') throw error;
					await copyFile(path, near);
					await unlink(path);
				});
				return adopt(near, key);
			}),
		open: async (key, range) => {
			const path = pathOf(key);
			await stat(path).catch(() => {
				throw new AppError('not-found', t('faults:detail.not-found'));
			});
			return createReadStream(path, { ...range, highWaterMark: READ_BYTES });
		},
		stat: async (key) => {
			const found = await stat(pathOf(key)).catch(() => null);
			return found && { bytes: found.size };
		},
		remove: async (key) => rm(pathOf(key), { force: true }),
		list: (prefix) => listFiles(root, prefix),
		localPath: pathOf
	};
}

async function* listFiles(root: string, prefix: string) {
	const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
	for (const entry of entries) {
		if (!entry.isFile()) continue;
		const path = join(entry.parentPath, entry.name);
		const key = path.slice(root.length + 1).replaceAll('\\', '/');
		const found = key.startsWith(prefix) ? await stat(path).catch(() => null) : null;
		if (found) yield { key, storedAt: found.mtimeMs };
	}
}

async function syncPath(path: string) {
	const handle = await open(path, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

/** A full disk is a named fault: nothing was stored, and reading goes on. */
async function named<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))
			throw new AppError('disk-full', t('faults:detail.disk-full'));
		throw error;
	}
}
