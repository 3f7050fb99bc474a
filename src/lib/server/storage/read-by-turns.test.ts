import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readByTurns, Turns } from './read-by-turns.ts';

const MiB = 1 << 20;
const folder = mkdtempSync(join(tmpdir(), 'turns-'));
const path = join(folder, 'original');
const bytes = randomBytes(4 * MiB + 5);
writeFileSync(path, bytes);
afterAll(() => rmSync(folder, { recursive: true }));

const going = () => new AbortController().signal;

test('a chunk holds while the next is read, and its memory is used for the one after', async () => {
	const last: Buffer[] = [];
	const memories = new Set<ArrayBufferLike>();
	let at = 0;
	for await (const chunk of readByTurns(path, { start: 0, end: bytes.length - 1 }, new Turns(), going())) {
		last.unshift(chunk);
		memories.add(chunk.buffer);
		const [newest, before] = last;
		expect(newest?.equals(bytes.subarray(at, at + chunk.length))).toBe(true);
		if (before) expect(before.equals(bytes.subarray(at - before.length, at))).toBe(true);
		at += chunk.length;
	}
	expect(at).toBe(bytes.length);
	expect([last.length, memories.size]).toEqual([5, 2]);
});

test('any part is read to its byte, with the memory of another file', async () => {
	const turns = new Turns();
	for (const [start, end] of [
		[0, 0],
		[MiB - 1, MiB],
		[7, 3 * MiB],
		[bytes.length - 1, bytes.length - 1]
	] as const) {
		const parts: Buffer[] = [];
		for await (const chunk of readByTurns(path, { start, end }, turns, going()))
			parts.push(Buffer.from(chunk));
		expect(Buffer.concat(parts).equals(bytes.subarray(start, end + 1))).toBe(true);
	}
});

test('a file that is shorter than it was, or a reader who goes, ends in an error', async () => {
	const read = async (end: number, gone: AbortSignal) => {
		for await (const chunk of readByTurns(path, { start: 0, end }, new Turns(), gone)) void chunk;
	};
	await expect(read(bytes.length, going())).rejects.toThrow(/ended at 4194309/);
	await expect(read(10, AbortSignal.abort())).rejects.toThrow(/abort/);
	await expect(
		readByTurns(`${path}-gone`, { start: 0, end: 1 }, new Turns(), going()).next()
	).rejects.toThrow(/ENOENT/);
});
