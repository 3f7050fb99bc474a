import { mkdtempSync, rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeFolders, syncUp } from './folders.ts';

// What a power cut takes: names of folders whose parents were never brought to the disk.

vi.mock('node:fs/promises', async (original) => {
	const real = await original<typeof fs>();
	return { ...real, open: vi.fn(real.open) };
});

let root: string;
/** Folders in the order in which their syncing ended. */
let synced: string[];
/** Lets a sync of this folder wait. */
let held: Map<string, Promise<void>>;
beforeEach(async () => {
	root = mkdtempSync(join(tmpdir(), 'proofsheet-folders-'));
	[synced, held] = [[], new Map()];
	const { open } = await vi.importActual<typeof fs>('node:fs/promises');
	vi.mocked(fs.open).mockImplementation(async (path, flags) =>
		watched(String(path), await open(path, flags))
	);
});
afterEach(() => {
	rmSync(root, { recursive: true });
	vi.mocked(fs.open).mockReset();
});

function watched(path: string, handle: FileHandle): FileHandle {
	const sync = handle.sync.bind(handle);
	handle.sync = async () => {
		await held.get(path);
		await sync();
		synced.push(path.slice(root.length));
	};
	return handle;
}

function hold(folder: string) {
	let release = () => {};
	held.set(join(root, folder), new Promise((resolve) => (release = resolve)));
	return () => release();
}

test('a new folder is durable with its own name and those above it, once', async () => {
	await makeFolders(join(root, 'ab/cd'));
	await syncUp(join(root, 'ab/cd'));
	expect(synced).toEqual(['/ab/cd', '/ab', '']);
	await makeFolders(join(root, 'ab/cd'));
	await syncUp(join(root, 'ab/cd'));
	expect(synced).toEqual(['/ab/cd', '/ab', '', '/ab/cd']);
});

test('what lies in a folder that another is still bringing to the disk waits for that too', async () => {
	const release = hold('');
	await makeFolders(join(root, 'ab/cd'));
	const one = syncUp(join(root, 'ab/cd'));
	await makeFolders(join(root, 'ab/ef'));
	let isDurable = false;
	const other = syncUp(join(root, 'ab/ef')).then(() => (isDurable = true));
	await vi.waitFor(() => expect(synced).toContain('/ab/ef'));
	await vi.waitFor(() => expect(synced.filter((each) => each === '/ab').length).toBeGreaterThan(0));
	expect(isDurable).toBe(false);
	release();
	await Promise.all([one, other]);
	expect(synced.at(-1)).toBe('');
});

test('those who come while a folder is being synced share the next run, which begins after they came', async () => {
	const release = hold('ab');
	await makeFolders(join(root, 'ab'));
	const first = syncUp(join(root, 'ab'));
	await vi.waitFor(() => expect(fs.open).toHaveBeenCalledTimes(1));
	const later = [1, 2, 3].map(() => syncUp(join(root, 'ab')));
	release();
	await Promise.all([first, ...later]);
	expect(synced.filter((each) => each === '/ab')).toHaveLength(2);
});

test('a sync that fails is told to all who waited for it, and the next one tries again', async () => {
	await makeFolders(join(root, 'ab'));
	vi.mocked(fs.open).mockRejectedValueOnce(Object.assign(new Error('input/output'), { code: 'EIO' }));
	const both = await Promise.allSettled([syncUp(join(root, 'ab')), syncUp(join(root, 'ab'))]);
	expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	await syncUp(join(root, 'ab'));
	expect(synced).toEqual(['/ab', '']);
});
