import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { writeObject } from '#tests/support/media/large-shoot.ts';
import { originalKey } from '../storage/keys.ts';
import { layOut, zipSource } from './zip.ts';

// What an archive costs, by the pieces of memory it is read into. Its CPU time beside a bare read is in `npm run bench`.

let on: TestContext;
beforeEach(async () => void (on = await makeContext()));
afterEach(() => on.close());

const FILES = 16;
const BYTES = 4 << 20;
const PIECE = 1 << 20;

test('an archive of 64 MiB is read into two pieces of memory, by turns', async () => {
	const { storage, clock, ids } = on.ctx;
	const content = ids.bytes(BYTES);
	const stored = Array.from({ length: FILES }, () => {
		const storageKey = originalKey(ids.next());
		writeObject(on.ctx, storageKey, content);
		return { storageKey, bytes: BYTES, crc32: crc32(content), createdAt: clock.now() };
	});
	const layout = layOut(
		stored,
		stored.map((_, i) => `${i}.jpg`)
	);
	const { sizeBytes, read } = zipSource(storage, layout, 'x');
	const pieces = new Set<ArrayBufferLike>();
	let bytes = 0;
	for await (const chunk of read({ first: 0, last: sizeBytes - 1 }, new AbortController().signal)) {
		bytes += chunk.length;
		// the headers between the files are small and their own
		if (chunk.buffer.byteLength >= PIECE) pieces.add(chunk.buffer);
	}
	expect(bytes).toBe(sizeBytes);
	expect([...pieces].map((piece) => piece.byteLength)).toEqual([PIECE, PIECE]);
});
