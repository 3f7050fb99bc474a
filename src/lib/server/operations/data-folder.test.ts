import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync
} from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { createContext } from '../create-context.ts';
import { StartupError } from '../db/startup-error.ts';
import { gallery, installation, invitation, participant } from '../db/schema.ts';
import { prepareStudio } from '../studio/index.ts';
import { settleInstallation } from './installation.ts';
import { renewSecret } from './renew-secret.ts';
import { compareSecret } from './secret-fit.ts';

// A data folder that is not whole is refused in words, and nothing in it changes.

let shop: TestContext;
const at = (name: string) => join(shop.dir, name);
const again = () => createContext(shop.ctx.env, { migrations: resolve('drizzle') });
const closed = () => shop.ctx.db.close();
const DB = 'proofsheet.db';

beforeEach(async () => {
	shop = await makeContext();
	await prepareStudio(shop.ctx);
	const { id } = await aGallery(shop.ctx);
	await aStoredFile(shop.ctx, id);
	await anInvitation(id);
});
afterEach(() => shop.close());

async function anInvitation(galleryId: string, id = 'i1') {
	const { ctx } = shop;
	const tokenHash = ctx.tokens.hash(ctx.tokens.make('invitation', id, 1));
	const at = { createdAt: ctx.clock.now() };
	await ctx.db.transaction(async (tx) => {
		await tx
			.insert(participant)
			.values({ id: `p${id}`, galleryId, name: 'Nora', colour: 0, ...at })
			.run();
		await tx
			.insert(invitation)
			.values({ id, galleryId, participantId: `p${id}`, counter: 1, tokenHash, ...at })
			.run();
	});
}

/** Leaves one file, without a journal beside it. */
async function settled() {
	await closed();
	const raw = new Database(at(DB));
	raw.pragma('wal_checkpoint(TRUNCATE)');
	raw.pragma('journal_mode = DELETE');
	raw.close();
}
const scribble = (from: number, to: number) => {
	const bytes = readFileSync(at(DB));
	writeFileSync(at(DB), bytes.fill(0xa5, from, to));
};
const asDatabase = (work: (raw: Database.Database) => void) => {
	const raw = new Database(at(DB));
	work(raw);
	raw.close();
};

const harms: [name: string, harm: () => void, words: RegExp][] = [
	['a header overwritten', () => scribble(0, 200), /damaged/],
	['pages in the middle overwritten', () => scribble(4096 * 3, 4096 * 20), /damaged/],
	['one page of a table overwritten', () => scribble(4096 * 5, 4096 * 6), /damaged/],
	[
		'the second half cut off',
		() => truncateSync(at(DB), 4096 * Math.floor(statSync(at(DB)).size / 8192)),
		/damaged/
	],
	['cut in the middle of a page', () => truncateSync(at(DB), 5000), /damaged/],
	['nothing in it', () => truncateSync(at(DB), 0), /is empty/],
	[
		'a text in its place',
		() => writeFileSync(at(DB), 'not a database, but a note of some length. '.repeat(200)),
		/damaged/
	],
	['a folder in its place', () => (rmSync(at(DB)), mkdirSync(at(DB))), /cannot be opened/],
	['no file at all', () => rmSync(at(DB)), /missing/],
	[
		'tables of another program',
		() => (rmSync(at(DB)), asDatabase((raw) => raw.exec('create table cookies (id)'))),
		/not a database of Proofsheet/
	],
	[
		'a table taken out',
		() => asDatabase((raw) => raw.exec('drop table announcement')),
		/no table announcement/
	],
	[
		'a column taken out',
		() => asDatabase((raw) => raw.exec('alter table studio drop column show_badges')),
		/no column studio.show_badges/
	]
];

describe('a database with', () => {
	it.each(harms)('%s is refused in words, and left as it is', async (_, harm, words) => {
		await settled();
		harm();
		const before = existsSync(at(DB)) && statSync(at(DB)).isFile() ? readFileSync(at(DB)) : null;
		const secret = readFileSync(at('secret'), 'utf8');
		await expect(again).rejects.toThrow(StartupError);
		await expect(again).rejects.toThrow(words);
		if (before && words.source !== 'damaged') expect(readFileSync(at(DB)).length).toBe(before.length);
		expect(readFileSync(at('secret'), 'utf8')).toBe(secret);
		expect(existsSync(at(DB))).toBe(before !== null || words.source === 'cannot be opened');
	});

	it('a lock of another program on it is refused in words', async () => {
		await settled();
		const other = new Database(at(DB));
		other.exec('BEGIN EXCLUSIVE');
		try {
			await expect(again).rejects.toThrow(/locked/);
		} finally {
			other.close();
		}
	});
});

const secrets: [name: string, harm: () => void, words: RegExp][] = [
	['gone', () => rmSync(at('secret')), /is missing/],
	['empty', () => writeFileSync(at('secret'), ''), /not a whole secret/],
	['of blanks', () => writeFileSync(at('secret'), '  \n'), /not a whole secret/],
	['cut to 10 digits', () => truncateSync(at('secret'), 10), /not a whole secret/],
	['one digit short', () => truncateSync(at('secret'), 63), /not a whole secret/],
	['one digit too long', () => writeFileSync(at('secret'), `${'0'.repeat(65)}`), /not a whole secret/],
	['not hexadecimal', () => writeFileSync(at('secret'), 'zz'.repeat(32)), /not a whole secret/],
	['another installation’s', () => writeFileSync(at('secret'), 'ab'.repeat(32)), /another installation/],
	['a folder', () => (rmSync(at('secret')), mkdirSync(at('secret'))), /cannot be read/],
	['open to the group', () => chmodSync(at('secret'), 0o640), /chmod 600/],
	['open to all', () => chmodSync(at('secret'), 0o644), /chmod 600/]
];

describe('a secret that is', () => {
	it.each(secrets)('%s is refused in words, and left as it is', async (_, harm, words) => {
		await closed();
		harm();
		const before = statSync(at('secret'), { throwIfNoEntry: false });
		await expect(again).rejects.toThrow(StartupError);
		await expect(again).rejects.toThrow(words);
		const after = statSync(at('secret'), { throwIfNoEntry: false });
		expect([after?.ino, after?.size, after?.mtimeMs]).toEqual([before?.ino, before?.size, before?.mtimeMs]);
	});

	it('whole but for a line end of an editor is used', async () => {
		await closed();
		const text = readFileSync(at('secret'), 'utf8');
		writeFileSync(at('secret'), `${text}\r\n`);
		const ctx = await again();
		expect(ctx.tokens.make('invitation', 'i1', 1)).toBe(shop.ctx.tokens.make('invitation', 'i1', 1));
		await ctx.db.close();
	});

	it('another one is refused also before there is any link, by what the database keeps of it', async () => {
		await settleInstallation(shop.ctx);
		await shop.ctx.db.transaction(async (tx) => void (await tx.delete(invitation).run()));
		await closed();
		writeFileSync(at('secret'), 'ab'.repeat(32));
		await expect(again).rejects.toThrow(/another installation/);
	});
});

test('a first start makes a secret of 32 bytes, and leaves no other file of it', () => {
	expect(readFileSync(at('secret'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
	expect(readdirSync(shop.dir).filter((name) => name.startsWith('secret'))).toEqual(['secret']);
});

test('renewing a lost secret ends every link that was sent, and those made from now on open', async () => {
	await settleInstallation(shop.ctx);
	const sent = shop.ctx.tokens.make('invitation', 'i1', 1);
	await closed();
	rmSync(at('secret'));
	expect(await renewSecret(shop.ctx.env)).toBe(1);
	const ctx = await again();
	const row = await ctx.db.read.select().from(invitation).where(eq(invitation.id, 'i1')).get();
	expect(row?.tokenHash).not.toBe(ctx.tokens.hash(sent));
	expect(row?.tokenHash).toBe(ctx.tokens.hash(ctx.tokens.make('invitation', 'i1', 1)));
	expect(await compareSecret(ctx.db.read, ctx.tokens)).toEqual({ checked: 1, strange: 0, fits: true });
	expect(await ctx.db.read.select().from(installation).all()).toHaveLength(1);
	expect(await ctx.db.read.select().from(gallery).all()).toHaveLength(1);
	await ctx.db.close();
});

test('what is stored is for its owner only, also what an earlier version left open', async () => {
	const modeOf = (name: string) => statSync(at(name)).mode & 0o777;
	for (const name of ['', 'tmp', 'objects']) chmodSync(at(name), 0o755);
	chmodSync(at(DB), 0o644);
	await closed();
	const ctx = await again();
	const { id } = await aGallery(ctx);
	const { storageKey } = await aStoredFile(ctx, id);
	for (const name of ['', 'tmp', 'objects']) expect([name, modeOf(name)]).toEqual([name, 0o700]);
	for (const name of [DB, `${DB}-wal`, `${DB}-shm`, 'secret', join('objects', storageKey)])
		expect([name, modeOf(name)]).toEqual([name, 0o600]);
	expect(modeOf(join('objects', storageKey, '..'))).toBe(0o700);
	await ctx.db.close();
});

test('a restore that has not finished is refused', async () => {
	await closed();
	writeFileSync(at('restore.unfinished'), '');
	await expect(again).rejects.toThrow(/has not finished/);
});
