import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { NO_RIGHTS } from '#lib/domain/access/rights.ts';
import { PutAccess } from '#lib/domain/access/rows.ts';
import { CHOOSES, LOOKS, aClient, aGallery, aRow, ann, anOrderIn, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { wrongActors } from '#tests/support/cast/wrong-actors.ts';
import { accessRow, gallery } from '../db/schema.ts';
import { clientIn, explainAccess, putAccess, readAccess, rightsIn, rightsOfParticipant } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const CLEO = 'cleo@client.test';
const BEN = 'ben@client.test';
const anybody = { subject: 'anybody', ...LOOKS };
const cleo = { subject: CLEO, ...CHOOSES };
const table = (rows: unknown[], inherit = false) => v.parse(PutAccess, { inherit, rows });
const announced = async () =>
	(await test.ctx.hub.since(0)).map(({ room, event, payload }) => ({ room, event, payload }));
const rights = (galleryId: string, email: string | null) =>
	rightsIn(test.ctx.db.read, galleryId, email, test.ctx.clock.now());

describe('whoever is not a photographer', () => {
	it('neither reads, writes nor questions a table', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		for (const { who, actor, fault } of await wrongActors(ctx, id)) {
			const before = await ctx.hub.last();
			await expect(readAccess(ctx, actor, id), who).rejects.toMatchObject({ fault });
			await expect(putAccess(ctx, actor, id, table([])), who).rejects.toMatchObject({ fault });
			await expect(explainAccess(ctx, actor, id, CLEO), who).rejects.toMatchObject({ fault });
			expect(await ctx.hub.last(), who).toBe(before);
		}
		expect((await rights(id, CLEO)).rights).toEqual(CHOOSES);
	});
});

describe('a table', () => {
	it('is not put over a change that its writer has not seen', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const boss = await ann(ctx);
		const seen = await putAccess(ctx, boss, id, table([cleo]));
		await putAccess(ctx, boss, id, table([cleo, { subject: BEN, ...LOOKS }]));
		const stale = { ...table([{ ...cleo, order: false }]), version: seen.version };
		await expect(putAccess(ctx, boss, id, stale)).rejects.toMatchObject({ fault: 'stale' });
		const now = await readAccess(ctx, boss, id);
		expect(now.rows.map(({ subject }) => subject).sort()).toEqual([BEN, CLEO]);
		await putAccess(ctx, boss, id, { ...stale, version: now.version });
		expect((await readAccess(ctx, boss, id)).rows).toHaveLength(1);
	});

	it('is told as the API takes it back', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const expiresAt = '2026-06-01T00:00:00.000Z';
		const rows = [
			{ ...anybody, passphrase: 'grain' },
			{ ...cleo, expiresAt }
		];
		const told = await putAccess(ctx, await ann(ctx), id, table(rows));
		expect(told).toEqual({
			inherit: false,
			rows: [
				{ ...anybody, hasPassphrase: true },
				{ ...cleo, expiresAt }
			],
			version: told.version
		});
		const before = await ctx.hub.last();
		await putAccess(ctx, await ann(ctx), id, table(told.rows));
		expect(await readAccess(ctx, await ann(ctx), id)).toEqual(told);
		expect(await ctx.hub.last()).toBe(before);
	});

	it('never tells or keeps a passphrase as it was given', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const told = await putAccess(ctx, await ann(ctx), id, table([{ ...anybody, passphrase: 'grain' }]));
		const kept = await ctx.db.read.select().from(accessRow).all();
		expect(JSON.stringify([told, kept])).not.toContain('grain');
		expect(kept[0]?.passphraseHash).toMatch(/^\$argon2id\$/);
	});

	it('closes what its people have open, here and wherever it is gone by', async () => {
		const { ctx } = test;
		const top = await aGallery(ctx);
		const below = await aGallery(ctx, { parentId: top.id });
		const own = await aGallery(ctx, { parentId: top.id, inheritAccess: false });
		const here = await aClient(ctx, top.id);
		const there = await clientIn(ctx, here.sessionId, below.id);
		await aClient(ctx, top.id, 'ben');
		await putAccess(ctx, await ann(ctx), top.id, table([{ subject: BEN, ...CHOOSES }]));
		const web = (await announced()).filter(({ room }) => room === 'web');
		expect(web.map(({ payload }) => payload)).toEqual([
			{ galleryId: top.id, participantIds: [here.participantId] },
			{ galleryId: below.id, participantIds: [there.participantId] }
		]);
		expect((await announced()).map(({ room }) => room)).toContain(`studio:${below.id}`);
		expect(JSON.stringify(await announced())).not.toContain(own.id);
		expect(JSON.stringify(await announced())).not.toContain(CLEO);
	});

	it('closes what everybody has open when Anybody changes', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		await putAccess(ctx, await ann(ctx), id, table([anybody]));
		expect(await announced()).toContainEqual({
			room: 'web',
			event: 'access.changed',
			payload: { galleryId: id }
		});
	});

	it('cannot go by a parent that is not there', async () => {
		const { id } = await aGallery(test.ctx);
		await expect(putAccess(test.ctx, await ann(test.ctx), id, table([], true))).rejects.toMatchObject({
			fault: 'invalid'
		});
	});

	it('goes by the parent again when told to, and shows the rows that hold', async () => {
		const { ctx } = test;
		const top = await aGallery(ctx);
		await aRow(ctx, top.id, CLEO);
		const below = await aGallery(ctx, { parentId: top.id, inheritAccess: false });
		await aRow(ctx, below.id, BEN);
		const told = await putAccess(ctx, await ann(ctx), below.id, table([], true));
		expect(told).toMatchObject({ inherit: true, rows: [cleo] });
		expect((await rights(below.id, BEN)).rights).toEqual(NO_RIGHTS);
		expect(await ctx.db.read.select().from(accessRow).where(eq(accessRow.galleryId, below.id)).all()).toEqual(
			[]
		);
	});
});

describe('rights', () => {
	it('are none by default, and name the table that said so', async () => {
		const { id } = await aGallery(test.ctx);
		expect(await rights(id, CLEO)).toEqual({
			rights: NO_RIGHTS,
			row: null,
			galleryId: id,
			because: 'no-row'
		});
		expect((await rights('unknown', CLEO)).rights.look).toBe(false);
	});

	it('come down the tree to the first table of its own', async () => {
		const { ctx } = test;
		const top = await aGallery(ctx);
		await aRow(ctx, top.id, CLEO);
		const below = await aGallery(ctx, { parentId: top.id });
		const deep = await aGallery(ctx, { parentId: below.id });
		expect(await rights(deep.id, CLEO)).toMatchObject({
			rights: CHOOSES,
			galleryId: top.id,
			because: 'own-row'
		});
	});

	it('end with the gallery, the row, and everything they are inherited from', async () => {
		const { ctx, clock } = test;
		const soon = ctx.clock.now() + 1000;
		const top = await aGallery(ctx, { expiresAt: soon });
		await aRow(ctx, top.id, CLEO);
		const below = await aGallery(ctx, { parentId: top.id });
		const row = await aGallery(ctx);
		await aRow(ctx, row.id, CLEO, CHOOSES, { expiresAt: soon });
		expect(
			await Array.fromAsync([below.id, row.id], async (id) => (await rights(id, CLEO)).rights.look)
		).toEqual([true, true]);
		clock.forward(1000);
		expect(
			await Array.fromAsync([top.id, below.id, row.id], async (id) => (await rights(id, CLEO)).rights)
		).toEqual([NO_RIGHTS, NO_RIGHTS, NO_RIGHTS]);
	});

	it('are gone in a deleted gallery', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const actor = await aClient(ctx, id);
		await ctx.db.transaction(
			async (tx) => void (await tx.update(gallery).set({ deletedAt: 1 }).where(eq(gallery.id, id)).run())
		);
		expect((await rights(id, CLEO)).rights.look).toBe(false);
		await expect(clientIn(ctx, actor.sessionId, id)).rejects.toMatchObject({ fault: 'not-found' });
	});

	it('under a passphrase wait for it, and wait again when it changes', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		await aRow(ctx, id, 'anybody', LOOKS, { passphraseHash: 'hash-1' });
		const look = async (passphrase: string | null) =>
			(await rightsOfParticipant(ctx.db.read, { galleryId: id, email: null, passphrase }, ctx.clock.now()))
				.rights.look;
		expect([await look(null), await look('hash-0'), await look('hash-1')]).toEqual([false, false, true]);
	});
});

describe('an explanation', () => {
	it('says the row and the rule for a client, a stranger and a member', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const actor = await ann(ctx);
		await aRow(ctx, id, CLEO);
		await aRow(ctx, id, 'anybody', LOOKS);
		const told = await explainAccess(ctx, actor, id, ' Cleo@Client.test ');
		expect(told).toMatchObject({ rights: CHOOSES, row: cleo, galleryId: id, rule: 'own-row' });
		expect(told.because).toBe('Their own row decides. It allows: look, mark, order, download (finals).');
		const ended = await aGallery(ctx, { expiresAt: 1 });
		expect(await explainAccess(ctx, actor, ended.id, CLEO)).toMatchObject({
			because: 'The gallery has expired.'
		});
		expect(await explainAccess(ctx, actor, id, 'dan@else.test')).toMatchObject({
			row: anybody,
			because: 'They have no row of their own, so the row Anybody decides. It allows: look.',
			rule: 'anybody'
		});
		expect(await explainAccess(ctx, actor, id, 'ann@studio.test')).toMatchObject({
			row: null,
			rule: 'member'
		});
		await ray(ctx);
		const retoucher = () => explainAccess(ctx, actor, id, 'ray@studio.test');
		expect(await retoucher()).toMatchObject({ rights: NO_RIGHTS, rule: 'member-without-orders' });
		await anOrderIn(ctx, id);
		expect(await retoucher()).toMatchObject({ rights: { look: true, mark: false }, rule: 'member' });
		expect(await explainAccess(ctx, actor, id, 'not one')).toMatchObject({ rule: 'not-an-address' });
	});
});
