import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browserOf } from '#tests/support/app/front.ts';
import { aClient, aGallery, ann, CHOOSES } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { readClientSession } from '../auth/sessions.ts';
import { gallery, member, studio } from '../db/schema.ts';
import { chooseLanguage, languageOfMail, languagesOf } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

async function scene() {
	const { ctx } = test;
	const here = await aGallery(ctx);
	const cleo = await aClient(ctx, here.id, 'cleo', CHOOSES);
	const sessionId = await readClientSession(ctx, await browserOf(ctx, cleo));
	const languageOf = languagesOf(ctx);
	const ask = (asked: { accept?: string; cookie?: string; path?: string; who?: MemberActor | null } = {}) =>
		languageOf({
			pathname: asked.path ?? `/g/${here.id}`,
			headers: { 'accept-language': asked.accept, cookie: asked.cookie },
			member: asked.who ?? null,
			sessionId
		});
	return { ctx, here, cleo, sessionId, ask };
}
const says = {
	studio: () =>
		test.ctx.db.transaction(async (tx) => void (await tx.update(studio).set({ language: 'de' }).run())),
	gallery: (id: string, language: 'en' | 'de') =>
		test.ctx.db.transaction(
			async (tx) => void (await tx.update(gallery).set({ language }).where(eq(gallery.id, id)).run())
		)
};

describe('the language of an answer', () => {
	it('is English where nothing says which', async () => expect(await (await scene()).ask()).toBe('en'));

	it('is the studio’s, unless the browser asks for another', async () => {
		const { ask } = await scene();
		await says.studio();
		expect([await ask(), await ask({ accept: '*' }), await ask({ accept: 'fr' })]).toEqual([
			'de',
			'de',
			'de'
		]);
		expect(await ask({ accept: 'en' })).toBe('en');
	});

	it('is the gallery’s before what the browser asks for, there only', async () => {
		const { ask, here } = await scene();
		await says.gallery(here.id, 'de');
		expect(await ask({ accept: 'en' })).toBe('de');
		expect(await ask({ accept: 'en', path: `/g/${here.id}/seat` })).toBe('de');
		expect(await ask({ accept: 'en', path: '/g/another' })).toBe('en');
		expect(await ask({ accept: 'en', path: `/studio/g/${here.id}` })).toBe('en');
	});

	it('is that of the nearest gallery above which says one, on pages and in letters', async () => {
		const { ctx, ask, here } = await scene();
		const top = await aGallery(ctx);
		const between = await aGallery(ctx, { parentId: top.id });
		const path = `/g/${here.id}`;
		await ctx.db.transaction(
			async (tx) =>
				void (await tx.update(gallery).set({ parentId: between.id }).where(eq(gallery.id, here.id)).run())
		);
		const mail = () =>
			languageOfMail(ctx.db.read, { to: 'nobody@client.test', galleryId: here.id, toStudio: false });
		expect([await ask({ path }), await mail()]).toEqual(['en', 'en']);
		await says.gallery(top.id, 'de');
		expect([await ask({ path, accept: 'en' }), await mail()]).toEqual(['de', 'de']);
		await says.gallery(between.id, 'en');
		expect([await ask({ path, accept: 'de' }), await mail()]).toEqual(['en', 'en']);
		await says.gallery(here.id, 'de');
		expect([await ask({ path, accept: 'en' }), await mail()]).toEqual(['de', 'de']);
	});

	it('is what a client chose, before everything, on every device of theirs', async () => {
		const { ctx, ask, here, cleo, sessionId } = await scene();
		await says.gallery(here.id, 'en');
		await chooseLanguage(ctx, { member: null, sessionId }, 'de');
		expect(await ask({ accept: 'en' })).toBe('de');
		expect(await ask({ accept: 'en', cookie: 'a=b; language=en' })).toBe('en');
		const elsewhere = await readClientSession(ctx, await browserOf(ctx, cleo));
		const asked = { pathname: `/g/${here.id}`, headers: {}, member: null };
		expect(await languagesOf(ctx)({ ...asked, sessionId: elsewhere })).toBe('de');
		expect(await languagesOf(ctx)({ ...asked, sessionId: null })).toBe('en');
	});

	it('is a member’s own setting in the studio, whatever clients chose in the same browser', async () => {
		const { ctx, ask } = await scene();
		const who = await ann(ctx);
		await chooseLanguage(ctx, { member: who, sessionId: null }, 'de');
		const inStudio = { who, accept: 'en', cookie: 'language=en', path: '/studio' };
		expect(await ask(inStudio)).toBe('de');
		expect(await ask({ ...inStudio, path: '/api/v1/galleries' })).toBe('de');
		expect(await ask({ ...inStudio, who: null })).toBe('en');
	});

	it('is not led astray by a cookie of another shape', async () => {
		const { ask } = await scene();
		for (const cookie of [
			'language=xx',
			'language=',
			'xlanguage=de',
			'language=de-DE-x; ',
			`${'a'.repeat(9_000)}`
		])
			expect([cookie.slice(0, 20), await ask({ cookie, accept: 'en' })]).toEqual([cookie.slice(0, 20), 'en']);
	});
});

describe('the language of a mail', () => {
	it('is the studio’s for its members, unless they chose', async () => {
		const { ctx, here } = await scene();
		const { email: to, memberId } = await ann(ctx);
		const about = { to, galleryId: here.id, toStudio: true };
		await says.gallery(here.id, 'de');
		expect(await languageOfMail(ctx.db.read, about)).toBe('en');
		await ctx.db.transaction(
			async (tx) =>
				void (await tx.update(member).set({ language: 'de' }).where(eq(member.id, memberId)).run())
		);
		expect(await languageOfMail(ctx.db.read, about)).toBe('de');
	});

	it('is the gallery’s for somebody who was never there, else the studio’s', async () => {
		const { ctx, here } = await scene();
		const about = { to: 'eva@client.test', galleryId: here.id, toStudio: false };
		await says.studio();
		expect(await languageOfMail(ctx.db.read, about)).toBe('de');
		await says.gallery(here.id, 'en');
		expect(await languageOfMail(ctx.db.read, about)).toBe('en');
	});
});
