import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import { Invite } from '#lib/domain/access/rows.ts';
import { CHOOSES, LOOKS, aGallery, ann, aRow } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { wrongActors } from '#tests/support/cast/wrong-actors.ts';
import { clientIn, readAccess, rightsIn } from '../access/index.ts';
import { invitation, job, mail, participant, sessionParticipant } from '../db/schema.ts';
import { listLinks, openInvitation, previewInvitation, revokeInvitation, sendInvitations } from './index.ts';

let test: TestContext;
beforeEach(
	async () =>
		void (test = await makeContext({ ORIGIN: 'https://proofs.example', SMTP_URL: 'smtp://mail.test' }))
);
afterEach(() => test.close());

const CLEO = 'cleo@client.test';
const invite = (to: string[], more = {}) => v.parse(Invite, { to, ...more });
const all = async () => ({
	invitations: await test.ctx.db.read.select().from(invitation).all(),
	mails: await test.ctx.db.read.select().from(mail).all(),
	people: await test.ctx.db.read.select().from(participant).all()
});
const rights = (id: string, email = CLEO) => rightsIn(test.ctx.db.read, id, email, test.ctx.clock.now());
const tokenOf = (url: string | undefined) => url?.split('/').at(-1) ?? '';
const from = { sessionId: null, network: '192.0.2.1' };

describe('whoever is not a photographer', () => {
	it('neither invites, nor sees or takes back a link', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		await sendInvitations(ctx, await ann(ctx), id, invite(['ben@client.test']));
		for (const { who, actor, fault } of await wrongActors(ctx, id)) {
			const before = { ...(await all()), last: await ctx.hub.last() };
			const link = before.invitations[0]?.id ?? '';
			await expect(sendInvitations(ctx, actor, id, invite(['dan@else.test'])), who).rejects.toMatchObject({
				fault
			});
			await expect(listLinks(ctx, actor, id), who).rejects.toMatchObject({ fault });
			await expect(revokeInvitation(ctx, actor, link), who).rejects.toMatchObject({ fault });
			expect({ ...(await all()), last: await ctx.hub.last() }, who).toEqual(before);
		}
	});
});

describe('inviting', () => {
	it('gives each good address a row, a link and one mail, and names the others', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const to = [
			'Cleo Miller <Cleo@Client.test>, ben@client.test',
			'nobody',
			'x@y\r\nBcc: eve@evil.test',
			CLEO
		];
		const told = await sendInvitations(ctx, await ann(ctx), id, invite(to, { message: 'Choose by Friday' }));
		expect(told.sent).toEqual([CLEO, 'ben@client.test']);
		expect(told.rejected.map(({ address }) => address)).toEqual(['nobody', 'x@y', 'Bcc: eve@evil.test']);
		expect(told.rejected[0]?.detail).toBe('An address needs an @ sign.');
		expect(told.links.map(({ address }) => address)).toEqual(told.sent);
		for (const { url } of told.links) expect(url).toMatch(/^https:\/\/proofs\.example\/i\/[\w-]{43}$/);
		expect([(await rights(id)).rights, (await rights(id, 'ben@client.test')).rights]).toEqual([
			CHOOSES,
			CHOOSES
		]);
		const { people, mails, invitations } = await all();
		expect(people.map(({ name, colour, confirmedAt }) => [name, colour, confirmedAt])).toEqual([
			['Cleo Miller', 0, null],
			['ben', 1, null]
		]);
		expect(mails).toMatchObject([
			{ template: 'invitation', to: CLEO, toName: 'Cleo Miller', galleryId: id, status: 'waiting' },
			{ template: 'invitation', to: 'ben@client.test', galleryId: id }
		]);
		expect(invitations.map(({ message }) => message)).toEqual(['Choose by Friday', 'Choose by Friday']);
		expect((await ctx.db.read.select().from(job).all()).filter(({ name }) => name === 'mail')).toHaveLength(
			2
		);
	});

	it('leaves no link in the database', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const { links } = await sendInvitations(ctx, await ann(ctx), id, invite([CLEO]));
		const token = tokenOf(links[0]?.url);
		const kept = JSON.stringify([
			await all(),
			await ctx.hub.since(0),
			await ctx.db.read.select().from(job).all()
		]);
		expect(kept).not.toContain(token);
		expect(kept).toContain(ctx.tokens.hash(token));
	});

	it('again is the same link, and one more mail', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const actor = await ann(ctx);
		const first = await sendInvitations(ctx, actor, id, invite([CLEO], { message: 'one' }));
		const again = await sendInvitations(ctx, actor, id, invite([CLEO], { message: 'two' }));
		expect(again.links).toEqual(first.links);
		expect((await all()).invitations).toMatchObject([{ message: 'two', counter: 1 }]);
		expect((await all()).mails).toHaveLength(2);
	});

	it('leaves a row there is as it is, unless other rights are asked for', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const actor = await ann(ctx);
		await aRow(ctx, id, CLEO, { ...CHOOSES, decide: true });
		await sendInvitations(ctx, actor, id, invite([CLEO]));
		expect((await rights(id)).rights).toMatchObject({ decide: true });
		await sendInvitations(ctx, actor, id, invite([CLEO], { rights: LOOKS }));
		expect((await rights(id)).rights).toEqual(LOOKS);
		const blind = sendInvitations(ctx, actor, id, invite([CLEO], { rights: { look: false, mark: true } }));
		await expect(blind).rejects.toMatchObject({ fault: 'invalid' });
	});

	it('lets an expired row live again', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		await aRow(ctx, id, CLEO, LOOKS, { expiresAt: 1 });
		await sendInvitations(ctx, await ann(ctx), id, invite([CLEO]));
		expect(await rights(id)).toMatchObject({ rights: CHOOSES, because: 'own-row' });
	});

	it('to a gallery that inherits starts its own table as a copy, but only if that is needed', async () => {
		const { ctx } = test;
		const actor = await ann(ctx);
		const top = await aGallery(ctx);
		await aRow(ctx, top.id, CLEO);
		const below = await aGallery(ctx, { parentId: top.id });
		await sendInvitations(ctx, actor, below.id, invite([CLEO]));
		expect((await readAccess(ctx, actor, below.id)).inherit).toBe(true);
		await sendInvitations(ctx, actor, below.id, invite(['ben@client.test']));
		const { inherit, rows } = await readAccess(ctx, actor, below.id);
		expect([inherit, rows.map(({ subject }) => subject)]).toEqual([false, ['ben@client.test', CLEO]]);
		expect((await rights(top.id, 'ben@client.test')).rights.look).toBe(false);
	});
});

describe('links', () => {
	it('stand beside their rows, with what became of them', async () => {
		const { ctx, clock } = test;
		const { id } = await aGallery(ctx);
		const actor = await ann(ctx);
		const { links } = await sendInvitations(ctx, actor, id, invite([CLEO]));
		clock.forward(60_000);
		await openInvitation(ctx, from, tokenOf(links[0]?.url));
		expect(await listLinks(ctx, actor, id)).toEqual([
			{
				id: (await all()).invitations[0]?.id,
				email: CLEO,
				name: 'cleo',
				url: links[0]?.url,
				sentAt: '2026-05-01T10:00:00.000Z',
				openedAt: '2026-05-01T10:01:00.000Z',
				revokedAt: null
			}
		]);
	});

	it('are previewed in the words of the mail', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx, { title: 'Autumn' });
		const preview = await previewInvitation(ctx, await ann(ctx), id, { message: '' });
		expect(preview).toMatchObject({
			from: 'Ann Light',
			subject: 'Autumn: your pictures from Ann Light',
			html: expect.stringContaining('ann invites you to look at Autumn.')
		});
		expect(preview.html).toContain('Open gallery');
	});

	it('taken back open nothing more and put out who came in by them, also below', async () => {
		const { ctx } = test;
		const actor = await ann(ctx);
		const top = await aGallery(ctx);
		const below = await aGallery(ctx, { parentId: top.id });
		const { links } = await sendInvitations(ctx, actor, top.id, invite([CLEO, 'ben@client.test']));
		const [firsts, seconds] = links.map(({ url }) => tokenOf(url));
		await openInvitation(ctx, from, firsts ?? '');
		await openInvitation(ctx, from, seconds ?? '');
		const [cleo, ben] = await ctx.db.read.select().from(sessionParticipant).all();
		if (!cleo || !ben) throw new Error('nobody came in');
		await clientIn(ctx, cleo.sessionId, below.id);
		const before = await ctx.hub.last();
		await revokeInvitation(ctx, actor, cleo.invitationId ?? '');
		for (const id of [top.id, below.id])
			await expect(clientIn(ctx, cleo.sessionId, id)).rejects.toMatchObject({ fault: 'not-found' });
		await expect(openInvitation(ctx, from, firsts ?? '')).rejects.toMatchObject({ fault: 'gone' });
		expect(await clientIn(ctx, ben.sessionId, top.id)).toMatchObject({ email: 'ben@client.test' });
		const closed = (await ctx.hub.since(before)).filter(({ room }) => room === 'web');
		for (const galleryId of [top.id, below.id])
			expect(closed).toContainEqual(
				expect.objectContaining({ payload: expect.objectContaining({ galleryId }) })
			);
		expect(JSON.stringify(closed)).not.toContain(ben.participantId);
	});

	it('sent again after that are new ones', async () => {
		const { ctx } = test;
		const { id } = await aGallery(ctx);
		const actor = await ann(ctx);
		const first = await sendInvitations(ctx, actor, id, invite([CLEO]));
		await revokeInvitation(ctx, actor, (await all()).invitations[0]?.id ?? '');
		const again = await sendInvitations(ctx, actor, id, invite([CLEO]));
		expect(again.links[0]?.url).not.toBe(first.links[0]?.url);
		await expect(openInvitation(ctx, from, tokenOf(first.links[0]?.url))).rejects.toMatchObject({
			fault: 'gone'
		});
		expect(await openInvitation(ctx, from, tokenOf(again.links[0]?.url))).toMatchObject({ to: 'gallery' });
		await expect(revokeInvitation(ctx, actor, 'unknown')).rejects.toMatchObject({ fault: 'not-found' });
		expect(await ctx.db.read.select().from(mail).where(eq(mail.status, 'waiting')).all()).toHaveLength(2);
	});
});
