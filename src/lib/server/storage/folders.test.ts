import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolders, type Folders } from './folders.ts';
import { eventually } from '#tests/support/cast/eventually.ts';

// What a power cut takes: names of folders whose parents were never brought to the disk.

let root: string;
let folders: Folders;
/** Folders in the order in which syncing them began, and ended. */
let [begun, synced]: [string[], string[]] = [[], []];
/** What a sync of this folder waits for. */
let held: Map<string, Promise<void>>;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'proofsheet-folders-'));
	[begun, synced, held] = [[], [], new Map()];
	folders = makeFolders(async (folder) => {
		const name = folder.slice(root.length);
		begun.push(name);
		await held.get(name);
		synced.push(name);
	});
});
afterEach(() => rmSync(root, { recursive: true }));

function hold(name: string) {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	held.set(name, promise);
	return { release: resolve, fail: reject };
}

test('a new folder is durable with its own name and those above it, once', async () => {
	await folders.make(join(root, 'ab/cd'));
	await folders.syncUp(join(root, 'ab/cd'));
	expect(synced).toEqual(['/ab/cd', '/ab', '']);
	await folders.make(join(root, 'ab/cd'));
	await folders.syncUp(join(root, 'ab/cd'));
	expect(synced).toEqual(['/ab/cd', '/ab', '', '/ab/cd']);
});

test('what lies in a folder that another is still bringing to the disk waits for that too', async () => {
	const top = hold('');
	await folders.make(join(root, 'ab/cd'));
	const one = folders.syncUp(join(root, 'ab/cd'));
	await folders.make(join(root, 'ab/ef'));
	let isDurable = false;
	const other = folders.syncUp(join(root, 'ab/ef')).then(() => (isDurable = true));
	await eventually(() => expect(begun).toContain(''));
	await eventually(() => expect(synced).toContain('/ab/ef'));
	expect(isDurable).toBe(false);
	top.release();
	await Promise.all([one, other]);
	expect(synced).toContain('');
});

test('those who come while a folder is being synced share the next run, which begins after they came', async () => {
	const run = hold('/ab');
	await folders.make(join(root, 'ab'));
	const first = folders.syncUp(join(root, 'ab'));
	await eventually(() => expect(begun).toEqual(['/ab']));
	const later = [1, 2, 3].map(() => folders.syncUp(join(root, 'ab')));
	run.release();
	await Promise.all([first, ...later]);
	expect(begun.filter((each) => each === '/ab')).toHaveLength(2);
});

test('a sync that fails is told to all who waited for it, and the next one tries again', async () => {
	const run = hold('/ab');
	await folders.make(join(root, 'ab'));
	const both = Promise.allSettled([1, 2].map(() => folders.syncUp(join(root, 'ab'))));
	run.fail(new Error('input/output'));
	expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	held.clear();
	await folders.syncUp(join(root, 'ab'));
	expect(synced).toEqual(['/ab', '']);
});
