import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnv } from '#src/env.ts';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { IDENTITY_KEY } from '../storage/keys.ts';
import { checkObjects } from './checks/objects.ts';
import { RESTORING } from './data-folder.ts';
import { doctor } from './doctor.ts';
import { writeIdentity } from './identity.ts';
import { settleInstallation } from './installation.ts';

// What the doctor says of a database, a secret and a storage that do not belong together, or lost something.

let test: TestContext;
let galleryId: string;
beforeEach(async () => {
	test = await makeContext();
	galleryId = (await aGallery(test.ctx)).id;
	await settleInstallation(test.ctx);
});
afterEach(() => test.close());

async function visit(deep = false) {
	const lines: string[] = [];
	const env = readEnv({ DATA_DIR: test.dir, ORIGIN: 'https://proofs.test' });
	const say = (line: string) => void lines.push(line);
	const surroundings = { now: test.clock.now(), path: '/nowhere', freeBytes: async () => 5e10 };
	const isWell = await doctor(env, say, { ...surroundings, deep });
	return { isWell, about: (name: string) => lines.filter((line) => line.split(/\s+/)[1] === name) };
}

const database = () => join(test.dir, 'proofsheet.db');
const pathOf = (key: string) => test.ctx.storage.localPath(key) ?? '';

describe('stored files', () => {
	const harms: [what: string, harm: (path: string, content: Buffer) => void, words: RegExp][] = [
		['gone', (path) => rmSync(path), /^MISSING +files +1 original is gone from the storage: wedding\.jpg /],
		['cut', (path) => truncateSync(path, 4999), /^MISSING .*another size .*wedding\.jpg/],
		['empty', (path) => truncateSync(path, 0), /^MISSING .*another size .*wedding\.jpg/],
		['longer', (path) => appendFileSync(path, 'x'), /^MISSING .*another size .*wedding\.jpg/],
		[
			'changed in one bit',
			(path, content) => writeFileSync(path, Buffer.concat([content.subarray(0, -1), flipped(content)])),
			/^MISSING .*other bytes .*wedding\.jpg/
		]
	];
	const flipped = (content: Buffer) => Buffer.from([(content.at(-1) ?? 0) ^ 1]);

	it.each(harms)('one that is %s is named', async (_, harm, words) => {
		const { storageKey, content } = await aStoredFile(test.ctx, galleryId, { name: 'wedding.jpg' });
		await aStoredFile(test.ctx, galleryId, { name: 'sound.jpg' });
		expect((await visit()).about('files')).toEqual([
			expect.stringMatching(/^ok .*2 originals .*read again: 2/)
		]);
		harm(pathOf(storageKey), content);
		const { isWell, about } = await visit();
		expect(isWell).toBe(false);
		expect(about('files')).toEqual([expect.stringMatching(words)]);
		expect(about('files').join()).not.toContain('sound.jpg');
	});

	it('a lost preview is a warning: one line for a file, whatever its widths', async () => {
		const { renditions } = await aStoredFile(test.ctx, galleryId, { name: 'a.jpg', renditions: [480, 960] });
		for (const { key } of renditions) rmSync(pathOf(key));
		const { isWell, about } = await visit();
		expect(isWell).toBe(true);
		expect(about('files')).toEqual([
			expect.stringMatching(/^warning +files +the previews of 1 file are gone: a\.jpg\./),
			expect.stringMatching(/^ok +files +one original/)
		]);
	});

	it('a studio without any says so', async () => {
		expect((await visit()).about('files')).toEqual([expect.stringMatching(/^- +files +none yet$/)]);
	});

	it('beyond a hundred a part is read, another time another part; --deep reads every byte', async () => {
		const stored = [];
		for (let n = 0; n < 201; n++)
			stored.push(
				await aStoredFile(test.ctx, galleryId, { name: `${n}.jpg`, bytes: test.ctx.ids.bytes(64) })
			);
		const harmed = stored[101];
		writeFileSync(pathOf(harmed?.storageKey ?? ''), randomBytes(64));
		const look = async (from: number, deep = false) =>
			(await checkObjects(database(), test.ctx.storage, { deep, from })).map(({ text }) => text).join();
		const looks = [await look(0), await look(1)];
		expect(looks.filter((text) => text.includes('101.jpg'))).toHaveLength(1);
		expect(looks.filter((text) => text.includes('read again: 100'))).toHaveLength(1);
		for (const from of [0, 1]) expect(await look(from, true)).toContain('101.jpg');
		expect((await visit(true)).isWell).toBe(false);
	});
});

describe('what does not belong together', () => {
	it('another installation’s secret, sound as it is', async () => {
		expect((await visit()).about('secret')[0]).toMatch(/^ok/);
		writeFileSync(join(test.dir, 'secret'), randomBytes(32).toString('hex'), { mode: 0o600 });
		const { isWell, about } = await visit();
		expect(isWell).toBe(false);
		expect(about('secret')[0]).toMatch(/^MISSING .*another installation’s secret/);
	});

	it.each([
		['another studio’s', { identity: 'another', studio: 'another' }],
		['a damaged identity in the', null]
	])('%s storage, whose files are not looked at', async (_, identity) => {
		await aStoredFile(test.ctx, galleryId);
		await test.ctx.storage.remove(IDENTITY_KEY);
		if (identity) await writeIdentity(test.ctx.storage, identity);
		else await test.ctx.storage.put(IDENTITY_KEY, Buffer.from('{'));
		const { isWell, about } = await visit();
		expect(isWell).toBe(false);
		expect(about('storage')[0]).toMatch(/^MISSING/);
		expect(about('files')).toEqual([]);
	});

	it('a restore that was not finished', async () => {
		writeFileSync(join(test.dir, RESTORING), '');
		const { isWell, about } = await visit();
		expect(isWell).toBe(false);
		expect(about('storage')[0]).toMatch(/^MISSING .*restore/i);
	});
});

describe('a database of another version', () => {
	const change = (sql: string) => {
		const raw = new Database(database());
		raw.exec(sql);
		raw.close();
	};

	it.each([
		[
			'an earlier one',
			'delete from __drizzle_migrations where created_at = (select max(created_at) from __drizzle_migrations)',
			true,
			/^- .*next start/
		],
		[
			'a newer one',
			'update __drizzle_migrations set created_at = created_at + 9000000000000',
			false,
			/^MISSING .*newer/
		]
	])('%s is named, and nothing else is said of it', async (_, sql, well, words) => {
		change(sql);
		const { isWell, about } = await visit();
		expect(isWell).toBe(well);
		expect(about('database')[0]).toMatch(words);
		expect(about('secret')[0]).toMatch(/^ok/);
		expect(about('storage')[0]).toMatch(/^ok/);
		expect(about('files')).toEqual([]);
	});

	it('a file of no bytes beside a secret and objects', async () => {
		const dir = mkdtempSync(join(tmpdir(), 'proofsheet-empty-'));
		writeFileSync(join(dir, 'proofsheet.db'), '');
		const lines: string[] = [];
		const env = readEnv({ DATA_DIR: dir, ORIGIN: 'https://proofs.test' });
		expect(await doctor(env, (line) => void lines.push(line), { path: '/nowhere' })).toBe(false);
		expect(lines[0]).toMatch(/^MISSING +database +the file holds no studio/);
		rmSync(dir, { recursive: true });
	});
});
