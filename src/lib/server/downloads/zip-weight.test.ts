import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeContext, type TestContext } from '../../../../tests/support/context.ts';
import { cpuMs } from '../../../../tests/support/cost.ts';
import { writeObject } from '../../../../tests/support/shoot.ts';
import { originalKey } from '../storage/keys.ts';
import { layOut, zipSource } from './zip.ts';

// What an archive costs beside its originals read bare: CPU seconds of one process, which a busy machine stretches alike.

let on: TestContext;
beforeEach(() => void (on = makeContext()));
afterEach(() => on.close());

const FILES = 16;
const BYTES = 4 << 20;

async function readAll(chunks: AsyncIterable<Uint8Array>) {
	let bytes = 0;
	const ms = await cpuMs(async () => {
		for await (const chunk of chunks) bytes += chunk.length;
	});
	return { bytes, ms };
}

test('an archive costs less than its originals read one after another into new memory', async () => {
	const { storage, clock, ids } = on.ctx;
	const content = ids.bytes(BYTES);
	const stored = Array.from({ length: FILES }, () => {
		const storageKey = originalKey(ids.next());
		writeObject(on.ctx, storageKey, content);
		return { storageKey, bytes: BYTES, crc32: 0, createdAt: clock.now() };
	});
	const layout = layOut(
		stored,
		stored.map((_, i) => `${i}.jpg`)
	);
	const { sizeBytes, read } = zipSource(storage, layout, 'x');
	const archive = () => read({ first: 0, last: sizeBytes - 1 }, new AbortController().signal);
	async function* bare() {
		for (const { storageKey } of stored) yield* await storage.open(storageKey);
	}
	// the least of each: what else this process still does for other tests is in none of them at its best
	const least = { ours: Infinity, bare: Infinity };
	for (let i = 0; i < 9; i++) {
		const floor = await readAll(bare());
		const ours = await readAll(archive());
		expect([floor.bytes, ours.bytes]).toEqual([FILES * BYTES, sizeBytes]);
		least.bare = Math.min(least.bare, floor.ms);
		least.ours = Math.min(least.ours, ours.ms);
	}
	expect(least.ours / least.bare).toBeLessThan(1);
});
