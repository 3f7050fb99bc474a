import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { MB, startTaking, type Taking } from '#tests/support/app/taking.ts';

// Stored bytes that were changed, cut or lost behind our back: nobody takes them for a whole file.

let test: Taking;
beforeEach(async () => void (test = await startTaking()));
afterEach(() => test.close());

const SIZES = [3 * MB + 5, MB, 2 * MB, 5000];
const harms: [name: string, harm: (path: string, content: Buffer) => void][] = [
	['the first byte changed', (path, content) => writeFileSync(path, flipped(content, 0))],
	[
		'a byte in the middle changed',
		(path, content) => writeFileSync(path, flipped(content, content.length >> 1))
	],
	['the last byte changed', (path, content) => writeFileSync(path, flipped(content, content.length - 1))],
	['all bytes of another file', (path, content) => writeFileSync(path, test.ctx.ids.bytes(content.length))],
	['the end cut off', (path, content) => truncateSync(path, content.length - 1)],
	['nothing left in it', (path) => truncateSync(path, 0)],
	['no file left', (path) => rmSync(path)]
];
function flipped(content: Buffer, at: number) {
	const bytes = Buffer.from(content);
	bytes[at] = (bytes[at] ?? 0) ^ 1;
	return bytes;
}

/** How a download ended: whole, cut off, or refused. */
async function ending(url: string, options: object) {
	try {
		const response = await test.front.fetch(url, options);
		const { length } = Buffer.from(await response.arrayBuffer());
		return response.status < 400 ? `whole: ${length}` : `refused: ${response.status}`;
	} catch {
		return 'cut';
	}
}

describe.each(SIZES)('of %d bytes', (bytes) => {
	it.each(harms)(
		'a file with %s is never sent whole, alone or in an archive, nor ended by going on',
		async (_, harm) => {
			const { id, as } = await test.aGalleryToTake();
			const file = await aStoredFile(test.ctx, id, { name: 'one.jpg', bytes: test.ctx.ids.bytes(bytes) });
			const { body } = await test.pack(id, as);
			const url = `/g/${id}/files/${file.id}/download`;
			const path = test.ctx.storage.localPath(file.storageKey) ?? '';
			expect(await ending(url, { as })).toBe(`whole: ${bytes}`);
			expect(await ending(body.url, { as })).toBe(`whole: ${body.bytes}`);
			harm(path, file.content);
			expect(await ending(url, { as })).not.toMatch(/^whole/);
			expect(await ending(body.url, { as })).not.toMatch(/^whole/);
			const rest = { range: `bytes=${bytes - 10}-` };
			expect(await ending(url, { as, headers: rest })).not.toMatch(/^whole/);
			writeFileSync(path, file.content);
			expect(await ending(url, { as })).toBe(`whole: ${bytes}`);
			expect(await ending(url, { as, headers: rest })).toBe('whole: 10');
		}
	);
});
