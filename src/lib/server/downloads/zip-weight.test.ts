import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeContext, type TestContext } from '../../../../tests/support/context.ts';
import { writeObject } from '../../../../tests/support/shoot.ts';
import { originalKey } from '../storage/keys.ts';
import { layOut, zipSource } from './zip.ts';

// What an archive costs beside its originals read bare: CPU seconds of one process, which a busy machine stretches alike.

let on: TestContext;
beforeEach(() => void (on = makeContext()));
afterEach(() => on.close());

const FILES = 16;
const BYTES = 4 << 20;

async function cpuMs(chunks: AsyncIterable<Uint8Array>) {
	const before = process.cpuUsage();
	let bytes = 0;
	for await (const chunk of chunks) bytes += chunk.length;
	const { user, system } = process.cpuUsage(before);
	return { bytes, ms: (user + system) / 1000 };
}

test('an archive costs at most half more than its originals read one after another', async () => {
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
	const ratios: number[] = [];
	for (let i = 0; i < 9; i++) {
		const floor = await cpuMs(bare());
		const ours = await cpuMs(archive());
		expect([floor.bytes, ours.bytes]).toEqual([FILES * BYTES, sizeBytes]);
		ratios.push(ours.ms / floor.ms);
	}
	expect(ratios.sort((a, b) => a - b)[4]).toBeLessThan(1.5);
});
