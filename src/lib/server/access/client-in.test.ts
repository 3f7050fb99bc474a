import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { PutAccess } from '#lib/domain/access/rows.ts';
import {
	CHOOSES,
	LOOKS,
	aClient,
	aGallery,
	aGuest,
	aRow,
	aSession,
	ann,
	ray,
	anOrderIn,
	owner
} from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { startClientSession } from '../auth/sessions.ts';
import { hashPassword } from '../auth/passwords.ts';
import { accessRow, attempt, participant, sessionParticipant } from '../db/schema.ts';
import {
	clientIn,
	ensureMemberParticipant,
	enterAsGuest,
	findVisibleGallery,
	inviteParticipant,
	putAccess,
	requireAbility
} from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const people = () => test.ctx.db.read.select().from(participant).all();
const visible = (actor: Parameters<typeof findVisibleGallery>[1], id: string) =>
	findVisibleGallery(test.ctx.db.read, actor, id, test.ctx.clock.now());

describe('a browser in a gallery', () => {
	it('without a session is asked to open its link', async () => {
		const { ctx, clock } = test;
		const { id } = await aGallery(ctx);
		const { sessionId } = await aClient(ctx, id);
		for (const none of [null, 'unknown'])
			await expect(clientIn(ctx, none, id)).rejects.toMatchObject({ fault: 'unauthenticated' });
		clock.forward(31 * 86_400_000);
		await expect(clientIn(ctx, sessionId, id)).rejects.toMatchObject({ fault: 'unauthenticated' });
	});

	it('finds nothing in a gallery that it was not invited to, as in one that never was', async () => {
		const { ctx } = test;
		const theirs = await aGallery(ctx);
		const other = await aGallery(ctx);
		await aRow(ctx, other.id, 'cleo@client.test');
		const { sessionId } = await aClient(ctx, theirs.id);
		const faults = await Promise.all(
			[other.id, 'unknown'].map((id) => clientIn(ctx, sessionId, id).catch((e) => e))
		);
		expect(faults[0]).toEqual(faults[1]);
		expect(faults[0]).toMatchObject({ fault: 'not-found' });
	});

	it('is out with the next call once its row is gone', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const cleo = await aClient(ctx, id);
		expect(await clientIn(ctx, cleo.sessionId, id)).toEqual(cleo);
		await ctx.db.transaction(async (tx) => void (await tx.delete(accessRow).run()));
		await expect(clientIn(ctx, cleo.sessionId, id)).rejects.toMatchObject({ fault: 'not-found' });
		await expect(() => visible(cleo, id)).rejects.toThrow(expect.objectContaining({ fault: 'not-found' }));
	});

	it('that is somebody else by now is told so', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const cleo = await aClient(ctx, id, 'cleo');
		const ben = await aClient(ctx, id, 'ben');
		const claim = clientIn(ctx, cleo.sessionId, id, ben.participantId);
		await expect(claim).rejects.toMatchObject({ fault: 'conflict' });
		expect(await clientIn(ctx, cleo.sessionId, id, cleo.participantId)).toEqual(cleo);
	});

	it('is asked to take a seat where Anybody may look', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		await aRow(ctx, id, 'anybody', LOOKS);
		const sessionId = await aSession(ctx);
		await expect(clientIn(ctx, sessionId, id)).rejects.toMatchObject({ fault: 'unauthenticated' });
		expect(await people()).toEqual([]);
	});

	it('is the same person in the galleries below, if they may look there, and once only', async () => {
		const { ctx } = test;
		const top = await aGallery(ctx);
		const below = await aGallery(ctx, { parentId: top.id });
		const shut = await aGallery(ctx, { parentId: top.id, inheritAccess: false });
		const cleo = await aClient(ctx, top.id);
		const [one, two] = await Promise.all([
			clientIn(ctx, cleo.sessionId, below.id),
			clientIn(ctx, cleo.sessionId, below.id)
		]);
		expect(one).toEqual(two);
		expect(one).toMatchObject({ email: cleo.email, name: 'cleo', galleryId: below.id });
		expect(one.participantId).not.toBe(cleo.participantId);
		await expect(clientIn(ctx, cleo.sessionId, shut.id)).rejects.toMatchObject({ fault: 'not-found' });
		expect(await people()).toHaveLength(2);
	});
});

describe('a gallery', () => {
	it('is found by who may see it only', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const cleo = await aClient(ctx, id);
		const [photographer, retoucher] = [await ann(ctx), await ray(ctx)];
		expect((await visible(photographer, id)).rights).toMatchObject({
			look: true,
			decide: true,
			download: 'all'
		});
		expect((await visible(cleo, id)).rights).toEqual(CHOOSES);
		const stranger = { ...photographer, studioId: 'another' };
		const elsewhere = { ...cleo, galleryId: 'another' };
		for (const actor of [retoucher, stranger, elsewhere])
			await expect(() => visible(actor, id)).rejects.toThrow(expect.objectContaining({ fault: 'not-found' }));
		await anOrderIn(ctx, id);
		expect((await visible(retoucher, id)).rights).toMatchObject({ look: true, mark: false, decide: false });
	});

	it('is managed by the owner and photographers', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		for (const actor of [await aClient(ctx, id), await aGuest(ctx, id), await ray(ctx)])
			expect(() => requireAbility(actor, 'manage-orders')).toThrow(
				expect.objectContaining({ fault: 'forbidden' })
			);
		for (const actor of [await ann(ctx), await owner(ctx)])
			expect(() => requireAbility(actor, 'manage-orders')).not.toThrow();
	});
});

describe('people of a gallery', () => {
	it('are one for each address and member, with pencils in order', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const actor = await ann(ctx);
		const made = await ctx.db.transaction(async (tx) => [
			await inviteParticipant(tx, ctx, id, 'cleo@client.test', 'Cleo'),
			await ensureMemberParticipant(tx, ctx, actor, id),
			await inviteParticipant(tx, ctx, id, 'cleo@client.test', 'Somebody'),
			await ensureMemberParticipant(tx, ctx, actor, id)
		]);
		expect(made.map(({ name, colour }) => [name, colour])).toEqual([
			['Cleo', 0],
			['ann', 1],
			['Cleo', 0],
			['ann', 1]
		]);
	});
});

describe('a guest', () => {
	const from = (sessionId: string | null = null) => ({ sessionId, network: '192.0.2.1' });

	it('finds nothing where Anybody is off, also with a passphrase', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const tried = enterAsGuest(ctx, from(), id, { name: 'Gus', passphrase: 'grain' });
		await expect(tried).rejects.toMatchObject({ fault: 'not-found' });
		expect(await ctx.db.read.select().from(sessionParticipant).all()).toEqual([]);
	});

	it('looks without a name and is named once', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		await aRow(ctx, id, 'anybody', LOOKS);
		const first = await enterAsGuest(ctx, from(), id, {});
		expect(first).toMatchObject({ needsName: true, actor: { email: null, name: '' } });
		expect(first.cookie).toMatch(/^sid=.+HttpOnly/);
		const { sessionId } = first.actor;
		const named = await enterAsGuest(ctx, from(sessionId), id, { name: ' Gus\r\n<b> ' });
		expect(named).toMatchObject({ needsName: false, cookie: null, actor: { name: 'Gus b' } });
		expect(named.actor.participantId).toBe(first.actor.participantId);
		expect((await enterAsGuest(ctx, from(sessionId), id, { name: 'Eve' })).actor.name).toBe('Gus b');
		expect(await clientIn(ctx, sessionId, id)).toEqual(named.actor);
	});

	it('is let in where hundreds came before from one network, but not without end', async () => {
		const { ctx, clock } = test;
		const { id } = await aGallery(ctx);
		await aRow(ctx, id, 'anybody', LOOKS);
		const key = 'guest:192.0.2.1';
		const before = { key, n: 499, until: clock.now() + 60_000 };
		await ctx.db.transaction(async (tx) => void (await tx.insert(attempt).values(before).run()));
		const { actor } = await enterAsGuest(ctx, from(), id, {});
		await expect(enterAsGuest(ctx, from(), id, {})).rejects.toMatchObject({ fault: 'too-many' });
		expect(await ctx.db.read.select().from(sessionParticipant).all()).toHaveLength(1);
		expect((await enterAsGuest(ctx, from(actor.sessionId), id, { name: 'Gus' })).actor.name).toBe('Gus');
		await enterAsGuest(ctx, { ...from(), network: '192.0.2.2' }, id, {});
		clock.forward(61_000);
		await enterAsGuest(ctx, from(), id, {});
	});

	it('needs the passphrase, and again when it is changed', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const row = await aRow(ctx, id, 'anybody', LOOKS, { passphraseHash: await hashPassword('grain') });
		for (const passphrase of [undefined, '', 'wrong'])
			await expect(enterAsGuest(ctx, from(), id, { name: 'Gus', passphrase })).rejects.toMatchObject({
				fault: 'forbidden',
				details: { needsPassphrase: true }
			});
		const { actor } = await enterAsGuest(ctx, from(), id, { name: 'Gus', passphrase: 'grain' });
		expect((await visible(actor, id)).rights).toEqual(LOOKS);
		const passphraseHash = await hashPassword('other');
		await ctx.db.transaction(
			async (tx) =>
				void (await tx.update(accessRow).set({ passphraseHash }).where(eq(accessRow.id, row.id)).run())
		);
		await expect(clientIn(ctx, actor.sessionId, id)).rejects.toMatchObject({ fault: 'unauthenticated' });
		const back = await enterAsGuest(ctx, from(actor.sessionId), id, { passphrase: 'other' });
		expect(back.actor).toEqual(actor);
	});

	it('comes in by the passphrase as it was copied, whatever the studio pasted; capitals count', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const anybody = { ...LOOKS, subject: 'anybody', passphrase: 'Anna & Zo\u00EB\u2019s day\u00A0\r\n' };
		await putAccess(ctx, await ann(ctx), id, v.parse(PutAccess, { rows: [anybody] }));
		const enter = (passphrase: string) =>
			enterAsGuest(ctx, from(), id, { passphrase }).then(
				() => 'in',
				(e) => e.fault
			);
		const answers = [
			"Anna & Zo\u00EB's day",
			'\u200BAnna & Zoe\u0308\u2019s day\u3000',
			'\u201CAnna &\u00A0Zo\u00EB\u2019s day\u201D',
			"anna & Zo\u00EB's day",
			"Anna & Zoe's day"
		].map(enter);
		expect(await Promise.all(answers)).toEqual(['in', 'in', 'in', 'forbidden', 'forbidden']);
	});

	it('who knows the passphrase comes in after many wrong tries from the same network, with and without a session', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		await aRow(ctx, id, 'anybody', LOOKS, { passphraseHash: await hashPassword('grain') });
		const guess = (passphrase: string, sessionId: string | null = null) =>
			enterAsGuest(ctx, { sessionId, network: '2001:db8:0:1::/64' }, id, { passphrase }).then(
				() => 'in',
				(e) => e.fault
			);
		const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => guess(`guess ${i}`)));
		expect(answers).toEqual(Array(40).fill('forbidden'));
		const { sessionId } = await startClientSession(ctx);
		expect(await guess('grain', sessionId)).toBe('in');
		expect(await guess('grain')).toBe('in');
	});
});
