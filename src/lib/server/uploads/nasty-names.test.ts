import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aGallery, ann } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { realDecoders, startUploads, type Uploads } from '#tests/support/app/uploads.ts';
import { cleanFileName } from '#lib/domain/naming/clean-file-name.ts';
import { file } from '../db/schema.ts';
import type { Decoders } from '../media/decoders.ts';
import { isKey } from '../storage/keys.ts';

// Whatever a file is called, its bytes lie under a random key, and every call answers.

let app: TestContext;
let uploads: Uploads;
let decoders: Decoders;
let galleryId: string;
beforeAll(async () => {
	app = await makeContext();
	decoders = realDecoders();
	uploads = await startUploads(app.ctx, await ann(app.ctx), decoders);
	galleryId = (await aGallery(app.ctx, { preset: 'download' })).id;
});
afterAll(async () => {
	uploads.close();
	await decoders.close();
	await app.close();
});

const LINES = [
	'../../etc/x.jpg',
	'/abs.jpg',
	'C:\\x.jpg',
	'a\\b.jpg',
	'a//b.jpg',
	'CON.jpg',
	'.hidden.jpg',
	'-rf.jpg',
	'\u202Egpj.exe.jpg',
	`${'日'.repeat(86)}.jpg`,
	`${'x'.repeat(256)}.jpg`,
	'__proto__',
	'constructor.jpg',
	'%2e%2e%2f%2e%2e%2fx.jpg',
	'photo',
	'"quoted";name=\'x\'.jpg'
];
const name = fc.oneof(
	fc.constantFrom(...LINES),
	fc.string({
		unit: fc.constantFrom(...'aB./\\: -_%"\'<>?#&=+\t', '..', 'é', '😀', '\u0000', '\r\n'),
		minLength: 1,
		maxLength: 40
	})
);

/** Every file below the data folder, with its path in it. */
const stored = () =>
	readdirSync(app.dir, { recursive: true, withFileTypes: true })
		.filter((each) => each.isFile())
		.map((each) => join(each.parentPath, each.name).slice(app.dir.length + 1));

test('any name in a path is answered in words, and never becomes a place', async () => {
	let bytes = 0;
	const statuses = new Map<number, number>();
	await fc.assert(
		fc.asyncProperty(name, async (raw) => {
			// what asks never sends these two as a part of a path
			fc.pre(!['.', '..'].includes(raw));
			const path = `galleries/${galleryId}/files/${encodeURIComponent(raw)}`;
			const answer = await uploads.put(path, Buffer.from(`kept ${bytes++}`));
			statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
			const clean = cleanFileName(raw);
			if (!clean.ok) return void expect([answer.status, raw]).toEqual([422, raw]);
			// a program by its name is not let in; everything else is kept under its cleaned name
			expect([201, 415]).toContain(answer.status);
			if (answer.status === 201) expect((await answer.json()).name).toBe(clean.name);
		}),
		{ numRuns: 150, seed: 42 }
	);
	const rows = await app.ctx.db.read.select().from(file).all();
	expect(rows.length).toBe(statuses.get(201));
	const objects = stored().filter((path) => !/^(proofsheet\.db|secret|tmp\/)/.test(path));
	const keys = objects.map((path) => path.slice(path.search(/originals\/|renditions\//)));
	expect(keys.filter((key) => !isKey(key))).toEqual([]);
	expect(keys.filter((key) => key.startsWith('originals/'))).toHaveLength(rows.length);
	expect(statuses.get(201)).toBeGreaterThan(80);
	expect(statuses.get(422)).toBeGreaterThan(10);
});
