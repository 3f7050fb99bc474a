import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { diskStorage } from './disk.ts';

function aFolder() {
	const dir = mkdtempSync(join(tmpdir(), 'disk-trouble-'));
	onTestFinished(() => rmSync(dir, { recursive: true }));
	return dir;
}
const keysOf = async (root: string) => Array.fromAsync(diskStorage(root, root).list('originals/'));

test('a folder that cannot be read is trouble: it is not taken for an empty one', async () => {
	const dir = aFolder();
	writeFileSync(join(dir, 'no-folder'), '');
	await expect(keysOf(join(dir, 'no-folder'))).rejects.toThrow(/ENOTDIR/);
});

test('a folder that was never made is empty', async () => {
	expect(await keysOf(join(aFolder(), 'never'))).toEqual([]);
});
