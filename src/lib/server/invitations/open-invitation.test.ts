import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asc, eq } from 'drizzle-orm';
import { CHOOSES, LOOKS, aClient, aGallery, aGuest, ann, aRow, aSession } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { clientIn, enterAsGuest, personOf } from '../access/index.ts';
import { readClientSession } from '../auth/sessions.ts';
import {
	accessRow,
	gallery,
	invitation,
	mail,
	mailedCode,
	participant,
	sessionParticipant
} from '../db/schema.ts';
import { codeDigits } from '../outbox/index.ts';
import {
	askAddress,
	confirmAddress,
	enterByCode,
	mailCodeAgain,
	openInvitation,
	readInvitation,
	revokeInvitation,
	sendInvitations,
	type Opened
} from './index.ts';

let test: TestContext;
let galleryId: string;
let token: string;
let invitationId: string;

const CLEO = 'cleo@client.test';
const network = '192.0.2.1';
const from = (sessionId: string | null = null) => ({ sessionId, network });
const fault = (promise: Promise<unknown>) =>
	promise.then(
		() => 'done',
		(error) => error.fault
	);
const sessionOf = async ({ cookie }: Opened) =>
	(await readClientSession(test.ctx, cookie?.split(';')[0])) ?? '';
const seats = () => test.ctx.db.read.select().from(sessionParticipant).all();
const codes = () => test.ctx.db.read.select().from(mailedCode).all();
const codeMails = () => test.ctx.db.read.select().from(mail).where(eq(mail.template, 'code')).all();
const digits = async () =>
	codeDigits(test.ctx.tokens, (await codes()).find(({ usedAt }) => usedAt === null)?.id ?? '');
const wrong = async () => String((Number(await digits()) + 1) % 1_000_000).padStart(6, '0');

async function begin(settings: Record<string, string> = { SMTP_URL: 'smtp://mail.test' }) {
	await test?.close();
	test = await makeContext(settings);
	galleryId = (await aGallery(test.ctx, { title: 'Autumn' })).id;
	token = await inviteTo(galleryId);
	invitationId = (await test.ctx.db.read.select().from(invitation).get())?.id ?? '';
}

async function inviteTo(id: string, email = CLEO) {
	const input = { to: [email], message: '', rights: CHOOSES };
	const { links } = await sendInvitations(test.ctx, await ann(test.ctx), id, input);
	return links[0]?.url.split('/').at(-1) ?? '';
}

/** Another browser of theirs was first: it opened the gallery and took a seat. */
async function firstBrowser() {
	const opened = await openInvitation(test.ctx, from(), token);
	await test.ctx.db.transaction(
		async (tx) =>
			void (await tx.update(participant).set({ firstSeatAt: 1 }).where(eq(participant.email, CLEO)).run())
	);
	return sessionOf(opened);
}

beforeEach(() => begin());
afterEach(() => test.close());

describe('a link', () => {
	it('says the same 410 whatever is wrong with it', async () => {
		const { ctx } = test;
		const say = (text: string) => readInvitation(ctx, null, text).catch((error) => error);
		const unknown = await say('x');
		expect(unknown).toMatchObject({ fault: 'gone' });
		for (const cut of [
			token.slice(0, -1),
			token.toLowerCase(),
			`${token}x`,
			encodeURIComponent(`/${token}`),
			''
		])
			expect(await say(cut), cut).toEqual(unknown);
		await ctx.db.transaction(async (tx) => void (await tx.update(accessRow).set({ expiresAt: 1 }).run()));
		expect(await say(token)).toEqual(unknown);
		await ctx.db.transaction(async (tx) => void (await tx.delete(accessRow).run()));
		expect(await say(token)).toEqual(unknown);
	});

	it.each(['expiresAt', 'deletedAt'])('ends with its gallery (%s)', async (column) => {
		const { ctx } = test;
		await ctx.db.transaction(
			async (tx) =>
				void (await tx
					.update(gallery)
					.set({ [column]: 1 })
					.run())
		);
		expect(await fault(readInvitation(ctx, null, token))).toBe('gone');
		expect(await fault(openInvitation(ctx, from(), token))).toBe('gone');
	});

	it('may be read by scanners as often as they like, and nothing happens', async () => {
		const { ctx } = test;
		const before = [await ctx.hub.last(), await ctx.db.read.select().from(invitation).all(), await seats()];
		for (let i = 0; i < 5; i++)
			expect(await readInvitation(ctx, null, token)).toEqual({
				studioName: 'Ann Light',
				title: 'Autumn',
				cover: null,
				name: 'cleo',
				somebodyElse: null
			});
		expect([await ctx.hub.last(), await ctx.db.read.select().from(invitation).all(), await seats()]).toEqual(
			before
		);
	});

	it('opens the gallery in the browser that presses the button, and again and again', async () => {
		const { ctx } = test;
		const opened = await openInvitation(ctx, from(), token);
		expect(opened).toMatchObject({ to: 'gallery', galleryId });
		const session = await sessionOf(opened);
		expect(await clientIn(ctx, session, galleryId)).toMatchObject({ email: CLEO, name: 'cleo' });
		expect((await personOf(ctx.db.read, session, galleryId))?.confirmedAt).toBe(ctx.clock.now());
		expect(await openInvitation(ctx, from(session), token)).toEqual({
			to: 'gallery',
			galleryId,
			cookie: null
		});
	});

	it('is not used up by a robot that presses the button but never takes a seat', async () => {
		await openInvitation(test.ctx, from(), token);
		expect(await openInvitation(test.ctx, from(), token)).toMatchObject({ to: 'gallery' });
		expect(await codeMails()).toEqual([]);
	});

	it('gives a browser a new session, and the old one nothing', async () => {
		const { ctx } = test;
		const other = await aGallery(ctx);
		const planted = (await aClient(ctx, other.id, 'cleo')).sessionId;
		const opened = await openInvitation(ctx, from(planted), token);
		const session = await sessionOf(opened);
		expect(session).not.toBe(planted);
		expect(await fault(clientIn(ctx, planted, galleryId))).toBe('not-found');
		expect(await clientIn(ctx, session, other.id)).toMatchObject({ email: CLEO });
	});
});

describe('a browser that is somebody else there', () => {
	it('is asked who it is, and both stay who they were', async () => {
		const { ctx } = test;
		const ben = await aClient(ctx, galleryId, 'ben');
		const before = await seats();
		expect(await readInvitation(ctx, ben.sessionId, token)).toMatchObject({
			name: 'cleo',
			somebodyElse: 'ben'
		});
		expect(await openInvitation(ctx, from(ben.sessionId), token)).toMatchObject({ to: 'asks', cookie: null });
		expect(await openInvitation(ctx, from(ben.sessionId), token, 'stay')).toMatchObject({
			to: 'gallery',
			cookie: null
		});
		expect(await seats()).toEqual(before);
		const opened = await openInvitation(ctx, from(ben.sessionId), token, 'mine');
		expect(await clientIn(ctx, await sessionOf(opened), galleryId)).toMatchObject({ email: CLEO });
		expect(await clientIn(ctx, ben.sessionId, galleryId)).toMatchObject({ participantId: ben.participantId });
	});

	it('is not asked about a guest who never said a name', async () => {
		const { ctx } = test;
		await aRow(ctx, galleryId, 'anybody', LOOKS);
		const { actor } = await enterAsGuest(ctx, from(), galleryId, {});
		expect(await openInvitation(ctx, from(actor.sessionId), token)).toMatchObject({ to: 'gallery' });
	});
});

describe('a further browser', () => {
	it('is asked for a mailed code, which is not sent twice by pressing again', async () => {
		const { ctx } = test;
		await firstBrowser();
		const opened = await openInvitation(ctx, from(), token);
		expect(opened.to).toBe('code');
		const session = await sessionOf(opened);
		expect(await fault(clientIn(ctx, session, galleryId))).toBe('not-found');
		expect(await openInvitation(ctx, from(session), token)).toMatchObject({ to: 'code', cookie: null });
		expect(await codeMails()).toMatchObject([{ to: CLEO, galleryId }]);
		expect(JSON.stringify([await codes(), await codeMails()])).not.toContain(`"${await digits()}"`);
		const entered = await enterByCode(
			ctx,
			session,
			token,
			`\u00A0${(await digits()).slice(0, 3)} ${(await digits()).slice(3)}\u200B`
		);
		expect(await sessionOf(entered)).not.toBe(session);
		expect(await clientIn(ctx, await sessionOf(entered), galleryId)).toMatchObject({ email: CLEO });
		expect(await fault(clientIn(ctx, session, galleryId))).toBe('not-found');
	});

	it('has five tries and ten minutes, in that browser, once', async () => {
		const { ctx, clock } = test;
		await firstBrowser();
		const session = await sessionOf(await openInvitation(ctx, from(), token));
		const right = await digits();
		expect(await fault(enterByCode(ctx, await aSession(ctx), token, right))).toBe('gone');
		for (const typed of ['', 'abcdef', '1234567', '-12345', await wrong()])
			expect(await fault(enterByCode(ctx, session, token, typed)), typed).toBe('invalid');
		expect(await fault(enterByCode(ctx, session, token, right))).toBe('gone');
		await mailCodeAgain(ctx, { sessionId: session, network }, token);
		const next = await digits();
		expect(next).not.toBe(right);
		clock.forward(10 * 60_000);
		expect(await fault(enterByCode(ctx, session, token, next))).toBe('gone');
		await mailCodeAgain(ctx, { sessionId: session, network }, token);
		const last = await digits();
		const both = await Promise.all([1, 2].map(() => fault(enterByCode(ctx, session, token, last))));
		expect(both.sort()).toEqual(['done', 'gone']);
	});

	it('gets five mails an hour', async () => {
		const { ctx, clock } = test;
		await firstBrowser();
		const open = () => fault(openInvitation(ctx, from(), token));
		const answers = [await open(), await open(), await open(), await open(), await open(), await open()];
		expect(answers).toEqual(['done', 'done', 'done', 'done', 'done', 'too-many']);
		clock.forward(60 * 60_000 + 1);
		expect(await open()).toBe('done');
		expect(await codeMails()).toHaveLength(6);
	});

	it('may not come in when the link was taken back meanwhile', async () => {
		const { ctx } = test;
		await firstBrowser();
		const session = await sessionOf(await openInvitation(ctx, from(), token));
		const code = await digits();
		await revokeInvitation(ctx, await ann(ctx), invitationId);
		expect(await fault(enterByCode(ctx, session, token, code))).toBe('gone');
	});

	it('may not come in when the link is taken back in that very moment', async () => {
		const { ctx } = test;
		await firstBrowser();
		const session = await sessionOf(await openInvitation(ctx, from(), token));
		const code = await digits();
		const revoked = revokeInvitation(ctx, await ann(ctx), invitationId);
		const entered = fault(enterByCode(ctx, session, token, code));
		await revoked;
		expect(await entered).toBe('gone');
		expect(await seats()).toEqual([]);
	});

	it.each<[string, () => Promise<unknown>]>([
		[
			'the gallery does not ask',
			async () =>
				void (await test.ctx.db.transaction((tx) => tx.update(gallery).set({ codeOnNewDevice: false }).run()))
		],
		['Anybody may look anyway', () => aRow(test.ctx, galleryId, 'anybody', LOOKS)],
		['no mail can be sent', async () => begin({})]
	])('enters by the button where %s', async (_, change) => {
		await change();
		await firstBrowser();
		expect(await openInvitation(test.ctx, from(), token)).toMatchObject({ to: 'gallery' });
		expect(await codeMails()).toEqual([]);
	});
});

describe('a guest’s address', () => {
	beforeEach(() => aRow(test.ctx, galleryId, 'anybody', CHOOSES));

	it('is theirs once they typed the code, and nobody asks them twice', async () => {
		const { ctx } = test;
		const gus = await aGuest(ctx, galleryId);
		await askAddress(ctx, gus, network, 'gus@home.test');
		expect(await codeMails()).toMatchObject([{ to: 'gus@home.test' }]);
		expect(await fault(confirmAddress(ctx, gus, 'gus@home.test', await wrong()))).toBe('invalid');
		expect(await fault(confirmAddress(ctx, gus, 'eve@home.test', await digits()))).toBe('gone');
		const told = await confirmAddress(ctx, gus, 'gus@home.test', await digits());
		expect(told.participantId).toBe(gus.participantId);
		const session = await readClientSession(ctx, told.cookie.split(';')[0]);
		const now = await clientIn(ctx, session, galleryId);
		expect(now).toMatchObject({ email: 'gus@home.test', participantId: gus.participantId, name: 'gus' });
		expect(await fault(askAddress(ctx, now, network, 'other@home.test'))).toBe('conflict');
	});

	it('that is somebody’s already makes the browser that person, and merges nothing', async () => {
		const { ctx } = test;
		const gus = await aGuest(ctx, galleryId);
		await askAddress(ctx, gus, network, CLEO);
		const told = await confirmAddress(ctx, gus, CLEO, await digits());
		expect(told.participantId).not.toBe(gus.participantId);
		const rows = await ctx.db.read.select().from(participant).orderBy(asc(participant.name)).all();
		expect(rows.map(({ name, email }) => [name, email])).toEqual([
			['cleo', CLEO],
			['gus', null]
		]);
	});

	it('is asked of nobody who may not look any more', async () => {
		const { ctx } = test;
		const gus = await aGuest(ctx, galleryId);
		await ctx.db.transaction(async (tx) => void (await tx.delete(accessRow).run()));
		expect(await fault(askAddress(ctx, gus, network, 'gus@home.test'))).toBe('not-found');
		expect(await codeMails()).toEqual([]);
	});
});
