import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { aFile, aGallery, ann, ray } from '#tests/support/cast/cast.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { fact, file } from '../db/schema.ts';
import { eraseEnded } from './erase-ended.ts';
import { deleteFiles, KEPT_DELETED_MS } from './delete-file.ts';
import { filesInOrder } from './in-order.ts';
import { changeWords, describeFiles, readWords } from './words.ts';

let app: TestContext;
let boss: MemberActor;
let here: Awaited<ReturnType<typeof aGallery>>;
beforeEach(async () => {
	app = await makeContext();
	boss = await ann(app.ctx);
	here = await aGallery(app.ctx);
});
afterEach(() => app.close());

const READ = { title: 'Kiss', keywords: ['bride', 'gate'], creator: 'Ann', stars: 4, label: 'Red' };
const aPicture = async (name: string, words: object | null = READ) =>
	(await aFile(app.ctx, here.id, { name }, { words })).id;
const read = (fileId: string) => readWords(app.ctx, boss, fileId);

describe('refused', () => {
	test('a retoucher may read what is written, and write nothing', async () => {
		const retoucher = await ray(app.ctx);
		const id = await aPicture('a.jpg');
		const write = () => changeWords(app.ctx, retoucher, id, { title: 'x' });
		const many = () => describeFiles(app.ctx, retoucher, here.id, { fileIds: [id], title: 'x' });
		for (const act of [write, many])
			await expect(act()).rejects.toMatchObject({ fault: expect.stringMatching(/forbidden|not-found/) });
		expect((await read(id)).title).toBe('Kiss');
	});

	test('one picture of another gallery, or a deleted one: then none of them is changed', async () => {
		const [a, b] = [await aPicture('a.jpg'), await aPicture('b.jpg')];
		const elsewhere = await aGallery(app.ctx, { title: 'Elsewhere' });
		const foreign = (await aFile(app.ctx, elsewhere.id, { name: 'c.jpg' })).id;
		const write = (fileIds: string[]) => describeFiles(app.ctx, boss, here.id, { fileIds, title: 'x' });
		await expect(write([a, foreign])).rejects.toMatchObject({ fault: 'not-found' });
		await deleteFiles(app.ctx, boss, [b], { cancelItems: false });
		await expect(write([a, b])).rejects.toMatchObject({ fault: 'not-found' });
		expect((await read(a)).title).toBe('Kiss');
	});
});

test('the file’s words are shown until the studio writes its own, and again when those are taken back', async () => {
	const id = await aPicture('a.jpg');
	expect(await read(id)).toEqual({ ...READ, caption: '', copyright: '', own: [] });
	const changed = await changeWords(app.ctx, boss, id, {
		title: 'First kiss',
		keywords: [],
		caption: 'Gate'
	});
	expect(changed).toMatchObject({ title: 'First kiss', keywords: [], caption: 'Gate', creator: 'Ann' });
	expect(changed.own).toEqual(['title', 'caption', 'keywords']);
	const back = await changeWords(app.ctx, boss, id, { title: null, keywords: null });
	expect(back).toMatchObject({
		title: 'Kiss',
		keywords: ['bride', 'gate'],
		caption: 'Gate',
		own: ['caption']
	});
});

test('many at once: what is not named stays, keywords come and go by picture', async () => {
	const [a, b] = [await aPicture('a.jpg'), await aPicture('b.jpg', null)];
	await changeWords(app.ctx, boss, b, { caption: 'Mine' });
	const done = await describeFiles(app.ctx, boss, here.id, {
		...{ fileIds: [a, b, a], copyright: '© Ann', addKeywords: ['kiss', 'Bride'], removeKeywords: ['gate'] }
	});
	expect(done).toEqual({ described: 2 });
	expect(await read(a)).toMatchObject({ title: 'Kiss', keywords: ['bride', 'kiss'], copyright: '© Ann' });
	expect(await read(b)).toMatchObject({ caption: 'Mine', keywords: ['kiss', 'Bride'], copyright: '© Ann' });
	const facts = await app.ctx.db.read.select().from(fact).where(eq(fact.name, 'file.described')).all();
	expect(facts.at(-1)?.payload).toMatchObject({ fileIds: [a, b], shown: false });
});

test('what was written goes with the picture', async () => {
	const { id } = await aStoredFile(app.ctx, here.id);
	await changeWords(app.ctx, boss, id, { caption: 'Gate' });
	await deleteFiles(app.ctx, boss, [id], { cancelItems: false });
	app.clock.forward(KEPT_DELETED_MS + 1);
	await eraseEnded(app.ctx, app.ctx.db.transaction);
	expect(await app.ctx.db.read.select().from(file).where(eq(file.id, id)).all()).toEqual([]);
});

test('pictures stand by their stars where the gallery says so: unrated ones between, rejected ones last', async () => {
	for (const [name, stars] of [
		['a.jpg', -1],
		['b.jpg', null],
		['c.jpg', 2],
		['d.jpg', 5]
	] as const)
		await aFile(app.ctx, here.id, { name, stars });
	const names = async (orderBy: 'stars' | 'name') =>
		(await filesInOrder(app.ctx.db.read, { id: here.id, orderBy })).map(({ name }) => name);
	expect(await names('stars')).toEqual(['d.jpg', 'c.jpg', 'b.jpg', 'a.jpg']);
	expect(await names('name')).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
});
