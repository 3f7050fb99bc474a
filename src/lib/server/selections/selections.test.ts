import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aFile, aGallery, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { allOf, aShoot, picks, sendAll } from '#tests/support/cast/orders.ts';
import * as rows from '../db/schema.ts';
import { namedAlike } from '../files/index.ts';
import {
	createSelection,
	deleteSelection,
	listChoosers,
	listSelections,
	lockSelection,
	patchSelection,
	readSelection,
	reopenSelection,
	selectionNames,
	selectionTable,
	setAside
} from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const plain = { separator: 'comma' as const, extension: false };

describe('reading', () => {
	it('says who picked what and who is in', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const ben = await aClient(ctx, gallery.id, 'ben');
		await picks(ctx, cleo, gallery.selectionId, fileIds);
		await picks(ctx, ben, gallery.selectionId, fileIds.slice(1), 'no');
		const view = await readSelection(ctx, ann, gallery.selectionId);
		expect(view).toMatchObject({ name: 'Choice', rule: 'nobody-against', round: 1, count: 1 });
		expect(view.files).toMatchObject([
			{ cameraName: 'DSC_0001.jpg', in: true, picks: [{ name: 'cleo', pick: 'yes' }], stars: 0 },
			{
				cameraName: 'DSC_0002.jpg',
				in: false,
				picks: [
					{ name: 'cleo', pick: 'yes' },
					{ name: 'ben', pick: 'no' }
				]
			}
		]);
	});

	it.each([
		[plain, 'DSC_0001, DSC_0002'],
		[{ separator: 'space', extension: true }, 'DSC_0001.jpg DSC_0002.jpg'],
		[{ separator: 'semicolon', extension: false }, 'DSC_0001; DSC_0002'],
		[{ separator: 'newline', extension: false }, 'DSC_0001\nDSC_0002'],
		[{ separator: 'or', extension: false }, 'DSC_0001 OR DSC_0002']
	] as const)('gives the names as %o', async (how, names) => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 3);
		await picks(ctx, cleo, gallery.selectionId, fileIds.slice(0, 2));
		expect(await selectionNames(ctx, ann, gallery.selectionId, how)).toBe(names);
	});

	it('gives what is in as a table that no spreadsheet takes for a formula', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 2);
		const ben = await aClient(ctx, gallery.id, '=ben');
		await picks(ctx, cleo, gallery.selectionId, fileIds.slice(0, 1));
		await picks(ctx, ben, gallery.selectionId, fileIds.slice(0, 1), 'maybe');
		expect(await selectionTable(ctx, ann, gallery.selectionId)).toBe(
			"Name,RAW,Stars,Yes,Maybe,No\r\nDSC_0001.jpg,,,cleo,'=ben,\r\n"
		);
	});

	it('tells two cameras apart: by a column of the table, and by the folder in the names on request', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery } = await aShoot(ctx, 0);
		const sony = await aFile(ctx, gallery.id, { name: 'DSC_0001.jpg', section: 'Sony' });
		await aFile(ctx, gallery.id, { name: 'DSC_0001.jpg', section: 'Nikon' });
		await picks(ctx, cleo, gallery.selectionId, [sony.id]);
		expect(await selectionTable(ctx, ann, gallery.selectionId)).toBe(
			'Name,Folder,RAW,Stars,Yes,Maybe,No\r\nDSC_0001.jpg,Sony,,,cleo,,\r\n'
		);
		const names = { ...plain, folder: true };
		expect(await selectionNames(ctx, ann, gallery.selectionId, names)).toBe('Sony/DSC_0001');
		const { files } = await readSelection(ctx, ann, gallery.selectionId);
		expect(files.map(({ section }) => section)).toEqual(['Nikon', 'Sony']);
	});

	it('finds every picture that answers to an ordered name', async () => {
		const { ctx } = test;
		const { gallery } = await aShoot(ctx, 2);
		await aFile(ctx, gallery.id, { name: 'dsc_0001.NEF', section: 'Nikon' });
		await aFile(ctx, gallery.id, { name: 'DSC_0001.jpg', section: 'Gone', deletedAt: 1 });
		await aFile(ctx, (await aGallery(ctx)).id, { name: 'DSC_0001.jpg' });
		const found = await namedAlike(ctx, gallery.id, ['DSC_0001.jpg', 'DSC_0099.jpg']);
		expect(found.map(({ cameraName, section }) => [cameraName, section])).toEqual([
			['DSC_0001.jpg', ''],
			['dsc_0001.NEF', 'Nikon']
		]);
	});

	it('gives the RAW’s name where the metadata carries it', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 1);
		const capture = { rawFileName: '_A7R0815.ARW' };
		await ctx.db.transaction(async (tx) => void (await tx.update(rows.version).set({ capture }).run()));
		await picks(ctx, cleo, gallery.selectionId, fileIds);
		expect(await selectionNames(ctx, ann, gallery.selectionId, plain)).toBe('_A7R0815');
	});
});

describe('the studio', () => {
	it('makes, renames and limits selections, and everybody hears of it', async () => {
		const { ctx } = test;
		const { ann, gallery } = await aShoot(ctx, 1);
		const limit = { kind: 'exactly' as const, n: 40 };
		const made = await createSelection(ctx, ann, gallery.id, {
			name: 'Cover',
			rule: 'somebody',
			limit: null,
			chooseBy: null
		});
		await patchSelection(ctx, ann, made.id, { name: 'Covers', limit });
		expect((await listSelections(ctx, ann, gallery.id)).map(({ name, limit }) => [name, limit])).toEqual([
			['Choice', undefined],
			['Covers', limit]
		]);
		const heard = (await allOf(ctx, 'announcement')).map(
			({ room, event }) => `${event} ${room.split(':')[0]}`
		);
		expect(heard).toEqual(Array(2).fill(['selection.changed client', 'selection.changed studio']).flat());
	});

	it('reopens a locked one for the next round, with what changed since the order', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 3);
		const { selectionId } = gallery;
		await picks(ctx, cleo, selectionId, fileIds.slice(0, 2));
		await sendAll(ctx, cleo, { selectionId });
		await expect(reopenSelection(ctx, ann, selectionId)).resolves.toMatchObject({ round: 2 });
		await picks(ctx, cleo, selectionId, fileIds.slice(2));
		const view = await readSelection(ctx, ann, selectionId);
		expect(view.lockedAt).toBeUndefined();
		expect(view.sinceLastOrder).toEqual({ added: fileIds.slice(2), removed: [] });
		await expect(reopenSelection(ctx, ann, selectionId)).rejects.toMatchObject({ fault: 'conflict' });
	});

	it('sets a person’s marks aside, and takes that back', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 1);
		await picks(ctx, cleo, gallery.selectionId, fileIds);
		const count = async () => (await readSelection(ctx, ann, gallery.selectionId)).count;
		await setAside(ctx, ann, gallery.id, cleo.participantId, { aside: true });
		expect(await count()).toBe(0);
		expect(await listChoosers(ctx, ann, gallery.id)).toMatchObject([
			{ id: cleo.participantId, setAside: true }
		]);
		await expect(listChoosers(ctx, await ray(ctx), gallery.id)).rejects.toMatchObject({ fault: 'forbidden' });
		await setAside(ctx, ann, gallery.id, cleo.participantId, { aside: false });
		expect(await count()).toBe(1);
	});

	it('keeps the last one', async () => {
		const { ctx } = test;
		const { ann, gallery } = await aShoot(ctx, 1);
		await expect(deleteSelection(ctx, ann, gallery.selectionId)).rejects.toMatchObject({ fault: 'conflict' });
		const input = { name: 'B', rule: 'everyone' as const, limit: null, chooseBy: null };
		await createSelection(ctx, ann, gallery.id, input);
		await deleteSelection(ctx, ann, gallery.selectionId);
		await expect(readSelection(ctx, ann, gallery.selectionId)).rejects.toMatchObject({ fault: 'not-found' });
	});

	it('means its photographers: a retoucher reads only, and nobody reaches into another studio', async () => {
		const { ctx } = test;
		const { ann, cleo, gallery, fileIds } = await aShoot(ctx, 1);
		const { selectionId } = gallery;
		await picks(ctx, cleo, selectionId, fileIds);
		await sendAll(ctx, cleo, { selectionId });
		const actor = await ray(ctx);
		expect((await readSelection(ctx, actor, selectionId)).count).toBe(1);
		for (const refused of [
			patchSelection(ctx, actor, selectionId, { name: 'x' }),
			lockSelection(ctx, actor, selectionId),
			reopenSelection(ctx, actor, selectionId),
			deleteSelection(ctx, actor, selectionId),
			setAside(ctx, actor, gallery.id, cleo.participantId, { aside: true })
		])
			await expect(refused).rejects.toMatchObject({ fault: 'forbidden' });
		const elsewhere = { ...ann, studioId: 'another' };
		await expect(readSelection(ctx, elsewhere, selectionId)).rejects.toMatchObject({ fault: 'not-found' });
	});

	it('locks by itself without asking for a limit', async () => {
		const { ctx } = test;
		const { ann, gallery } = await aShoot(ctx, 1);
		expect((await lockSelection(ctx, ann, gallery.selectionId)).lockedAt).toBeDefined();
		const row = await ctx.db.read
			.select()
			.from(rows.selection)
			.where(eq(rows.selection.id, gallery.selectionId))
			.get();
		expect(row?.lockedBy).not.toBeNull();
	});
});
