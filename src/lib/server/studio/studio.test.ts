import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import * as v from 'valibot';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { aClient, aGallery, ann, aStudio, owner, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { readBearer } from '../auth/bearer.ts';
import { knownDevice } from '../auth/devices.ts';
import { readMember } from '../auth/sessions.ts';
import { apiToken, member, memberSession } from '../db/schema.ts';
import {
	addMember,
	createOwnToken,
	createToken,
	listMembers,
	listTokens,
	namedStudio,
	prepareStudio,
	readStudio,
	removeMember,
	renameStudio,
	RenameStudio,
	requireSetUp,
	revokeToken,
	safePath,
	type SetPassword,
	SetUp,
	setPassword,
	setUpStudio,
	signIn
} from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const members = () => test.ctx.db.read.select().from(member).all();
const first = v.parse(SetUp, {
	studioName: ' Ann  Light ',
	name: 'Ann',
	email: 'Ann@Light.test',
	password: 'light table'
});
const cookieOf = (setCookie: string) => setCookie.split(';')[0];
const asMember = (setCookie: string) => readMember(test.ctx, cookieOf(setCookie));
const asToken = (token: string) => readBearer(test.ctx.db, `Bearer ${token}`);
const fault = (promise: Promise<unknown>) =>
	promise.then(
		() => 'done',
		(error) => error.fault
	);

describe('setting up', () => {
	it('is refused with a wrong, cut or re-cased link, all alike', async () => {
		const token = (await prepareStudio(test.ctx))?.split('/').at(-1) ?? '';
		expect(token).toHaveLength(43);
		for (const wrong of ['', 'x', token.slice(1), token.toUpperCase(), `${token}x`])
			expect(await fault(setUpStudio(test.ctx, wrong, first)), wrong).toBe('gone');
		expect(await members()).toEqual([]);
	});

	it('makes one owner, and the link is good for nothing afterwards', async () => {
		const { ctx } = test;
		const link = await prepareStudio(ctx);
		expect(link).toBe(await prepareStudio(ctx));
		const token = link?.split('/').at(-1) ?? '';
		await requireSetUp(ctx, token);
		const answers = await Promise.all([
			fault(setUpStudio(ctx, token, first)),
			fault(setUpStudio(ctx, token, first))
		]);
		expect(answers.sort()).toEqual(['done', 'gone']);
		expect(await members()).toMatchObject([{ role: 'owner', email: 'ann@light.test', name: 'Ann' }]);
		expect(await fault(requireSetUp(ctx, token))).toBe('gone');
		expect(await prepareStudio(ctx)).toBeNull();
	});

	it('gives the studio the name that its sign-in page says; before that it says none', async () => {
		const token = (await prepareStudio(test.ctx))?.split('/').at(-1) ?? '';
		expect(await namedStudio(test.ctx.db.read)).toBeNull();
		await setUpStudio(test.ctx, token, first);
		expect(await namedStudio(test.ctx.db.read)).toBe(first.studioName);
	});

	it('happens by itself with OWNER_EMAIL and OWNER_PASSWORD, once', async () => {
		await test.close();
		test = await makeContext({ OWNER_EMAIL: 'Ann@Light.test', OWNER_PASSWORD: 'light table' });
		expect([await prepareStudio(test.ctx), await prepareStudio(test.ctx)]).toEqual([null, null]);
		expect(await members()).toMatchObject([{ role: 'owner', email: 'ann@light.test', name: 'ann' }]);
	});

	it.each([{ role: 'owner' }, { password: 'short' }, { email: 'a@b.test, c@d.test' }, { name: ' \n ' }])(
		'takes no %o',
		(more) => expect(v.safeParse(SetUp, { ...first, ...more }).success).toBe(false)
	);
});

/** What becomes of those who wait their turn, on fake timers. */
async function settled<T>(waiting: Promise<T>[]): Promise<T[]> {
	let isOver = false;
	const all = Promise.all(waiting).finally(() => (isOver = true));
	while (!isOver) {
		await vi.advanceTimersByTimeAsync(1_000);
		await new Promise((resolve) => setImmediate(resolve));
	}
	return all;
}

describe('signing in', () => {
	const from = (network: string, device = '') => ({ network, cookies: device.split(';')[0] });
	const as = async (email: string, password: string, network = '192.0.2.1') => {
		const [session = ''] = await signIn(test.ctx, from(network), { email, password });
		return session;
	};
	beforeEach(async () => {
		const token = (await prepareStudio(test.ctx))?.split('/').at(-1) ?? '';
		await setUpStudio(test.ctx, token, first);
	});

	it('answers an unknown address as a wrong password', async () => {
		const faults = await Promise.all(
			[
				['ann@light.test', 'Light table'],
				['dan@else.test', 'light table'],
				['not an address', 'light table'],
				['ann@light.test', '']
			].map(([email = '', password = '']) => as(email, password).catch((error) => error))
		);
		for (const one of faults) expect(one).toEqual(faults[0]);
		expect(faults[0]).toMatchObject({
			fault: 'unauthenticated',
			key: 'faults:people.wrong-password'
		});
	});

	it('opens a new session each time; the cookie is not in the database', async () => {
		const one = await as(' ANN@light.test ', 'light table');
		const two = await as('ann@light.test', 'light table');
		expect(cookieOf(one)).not.toBe(cookieOf(two));
		expect(await asMember(one)).toMatchObject({ name: 'Ann', role: 'owner', via: 'session' });
		const kept = JSON.stringify(await test.ctx.db.read.select().from(memberSession).all());
		expect(kept).not.toContain(cookieOf(one)?.slice(4));
	});

	it('lets the right password in after 54 wrong ones from the same network, at this and other accounts', async () => {
		for (let i = 0; i < 24; i++)
			expect(await fault(as('ann@light.test', `guess ${i}`))).toBe('unauthenticated');
		for (let i = 0; i < 30; i++) expect(await fault(as(`x${i}@light.test`, 'guess'))).toBe('unauthenticated');
		expect(await fault(as('ann@light.test', 'light table'))).toBe('done');
	});

	it('never waits in a browser where they signed in before, however much others guess from the same network', async () => {
		const [, device = ''] = await signIn(test.ctx, from('192.0.2.1'), {
			email: 'ann@light.test',
			password: 'light table'
		});
		vi.useFakeTimers({ toFake: ['setTimeout'] });
		onTestFinished(() => void vi.useRealTimers());
		const guesses = Array.from({ length: 60 }, (_, i) => fault(as('ann@light.test', `guess ${i}`)));
		expect(
			await fault(
				signIn(test.ctx, from('192.0.2.1', device), { email: 'ann@light.test', password: 'light table' })
			)
		).toBe('done');
		expect(await fault(as('ray@else.test', 'guess', '192.0.2.2'))).toBe('unauthenticated');
		const ends = await settled(guesses);
		// what is guessed faster than the pace is refused unseen
		expect(ends.filter((end) => end === 'too-many').length).toBeGreaterThan(20);
	});

	it('takes a known browser for nobody else’s, and a forged one for none', async () => {
		const [, device = ''] = await signIn(test.ctx, from('192.0.2.1'), {
			email: 'ann@light.test',
			password: 'light table'
		});
		const { id } = (await test.ctx.db.read.select().from(member).get()) ?? { id: '' };
		const cookies = device.split(';')[0] ?? '';
		expect(knownDevice(test.ctx, cookies, id)).toMatch(/^[0-9a-z]{20,}$/);
		expect(knownDevice(test.ctx, cookies, 'another')).toBeNull();
		expect(knownDevice(test.ctx, cookies.replace('dev=', 'dev=x'), id)).toBeNull();
		expect(knownDevice(test.ctx, `dev=${'a'.repeat(26)}-${'b'.repeat(43)}`, id)).toBeNull();
		expect(knownDevice(test.ctx, undefined, id)).toBeNull();
	});

	it('ends for a removed member at once, and everywhere with a new password', async () => {
		const { ctx } = test;
		const boss = await asMember(await as('ann@light.test', 'light table'));
		if (!boss) throw new Error('not signed in');
		const ray = {
			name: 'Ray',
			email: 'ray@light.test',
			role: 'retoucher' as const,
			password: 'dodge and burn'
		};
		const { id } = await addMember(ctx, boss, ray);
		const cookie = await as('ray@light.test', 'dodge and burn');
		await setPassword(ctx, boss, id, given('burn and dodge'));
		expect(await asMember(cookie)).toBeNull();
		const again = await as('ray@light.test', 'burn and dodge');
		const token = await createToken(ctx, 'ray@light.test', 'script');
		expect([await asMember(again), await asToken(token)]).toMatchObject([{ name: 'Ray' }, { name: 'Ray' }]);
		await removeMember(ctx, boss, id);
		expect([await asMember(again), await asToken(token)]).toEqual([null, null]);
		expect(await fault(as('ray@light.test', 'burn and dodge'))).toBe('unauthenticated');
		expect(await addMember(ctx, boss, ray)).toMatchObject({ id });
		expect(await asToken(token)).toBeNull();
	});

	it.each([
		['/studio/g/1?tab=2', '/studio/g/1?tab=2'],
		['/studio', '/studio'],
		['//evil.test', '/studio'],
		['/\\evil.test', '/studio'],
		['https:evil.test', '/studio'],
		['/studio\t/../../x', '/studio'],
		['/studio/../api/v1/galleries', '/studio'],
		['/studio/sign-out', '/studio'],
		['javascript:alert(1)', '/studio'],
		[null, '/studio']
	])('goes from %s to %s', (wanted, path) => expect(safePath(wanted, 'http://localhost:3000')).toBe(path));
});

const given = (password: string, more: Partial<SetPassword> = {}) => ({
	current: '',
	password,
	revokeTokens: false,
	...more
});

describe('one’s own password', () => {
	beforeEach(async () => {
		const token = (await prepareStudio(test.ctx))?.split('/').at(-1) ?? '';
		await setUpStudio(test.ctx, token, first);
	});
	const signedIn = async (password = 'light table') => {
		const [session = ''] = await signIn(
			test.ctx,
			{ network: '192.0.2.1', cookies: undefined },
			{ email: 'ann@light.test', password }
		);
		const member = await asMember(session);
		if (!member) throw new Error('not signed in');
		return { session, member };
	};

	it.each(['', 'Light table', 'light  table', 'dark table 42'])(
		'is not changed by somebody who says that it was "%s"',
		async (current) => {
			const { session, member } = await signedIn();
			const change = given('dark table 42', { current, revokeTokens: true });
			await createToken(test.ctx, 'ann@light.test', 'script');
			expect(await fault(setPassword(test.ctx, member, member.memberId, change))).toBe('forbidden');
			expect(await asMember(session)).not.toBeNull();
			expect(await test.ctx.db.read.select().from(apiToken).all()).toMatchObject([{ revokedAt: null }]);
			await signedIn();
		}
	);

	it.each([false, true])(
		'is changed with the current one; other sessions end; tokens revoked: %s',
		async (revokeTokens) => {
			const [here, elsewhere] = [await signedIn(), await signedIn()];
			await createToken(test.ctx, 'ann@light.test', 'script');
			const change = given('dark table 42', { current: 'light table', revokeTokens });
			await setPassword(test.ctx, here.member, here.member.memberId, change);
			expect(await asMember(elsewhere.session)).toBeNull();
			const [token] = await test.ctx.db.read.select().from(apiToken).all();
			expect(token?.revokedAt !== null).toBe(revokeTokens);
			await signedIn('dark table 42');
		}
	);
});

describe('people of the studio', () => {
	const input = {
		name: 'Eve',
		email: 'eve@light.test',
		role: 'photographer' as const,
		password: 'light table'
	};

	it('are listed for photographers, and changed by a signed-in owner only', async () => {
		const { ctx } = test;
		const boss = await owner(ctx);
		const [photographer, retoucher] = [await ann(ctx), await ray(ctx)];
		const { id } = await aGallery(ctx);
		const client = await aClient(ctx, id);
		const token: MemberActor = { ...boss, via: 'token' };
		for (const actor of [photographer, retoucher, client, token]) {
			expect(await fault(addMember(ctx, actor, input))).toBe('forbidden');
			expect(await fault(removeMember(ctx, actor, photographer.memberId))).toBe('forbidden');
			expect(await fault(setPassword(ctx, actor, boss.memberId, given('light table')))).toBe('forbidden');
		}
		for (const actor of [retoucher, client])
			await expect(() => listMembers(ctx, actor)).rejects.toThrow(
				expect.objectContaining({ fault: 'forbidden' })
			);
		expect((await listMembers(ctx, photographer)).map(({ name }) => name).sort()).toEqual([
			'ann',
			'olga',
			'ray'
		]);
		expect(JSON.stringify(await listMembers(ctx, photographer))).not.toMatch(/password/i);
	});

	it('call their studio as the owner says, and answers go where they say', async () => {
		const { ctx } = test;
		const boss = await owner(ctx);
		const called = v.parse(RenameStudio, { name: '  Light & Dust ', replyTo: 'Hello@Dust.test' });
		for (const actor of [await ann(ctx), await ray(ctx)])
			expect(await fault(renameStudio(ctx, actor, called))).toBe('forbidden');
		await renameStudio(ctx, boss, called);
		expect(await readStudio(ctx, boss)).toEqual({
			name: 'Light & Dust',
			replyTo: 'hello@dust.test',
			language: 'en',
			companionEndings: []
		});
		const next = { name: 'Dust', replyTo: ' ', language: 'de', companionEndings: '-BW, _web' };
		await renameStudio(ctx, boss, v.parse(RenameStudio, next));
		const companionEndings = ['-BW', '_web'];
		expect(await readStudio(ctx, boss)).toEqual({
			name: 'Dust',
			replyTo: '',
			language: 'de',
			companionEndings
		});
		expect(v.safeParse(RenameStudio, { name: 'Dust', replyTo: '', language: 'xx' }).success).toBe(false);
		expect(v.safeParse(RenameStudio, { name: ' ', replyTo: '' }).success).toBe(false);
	});

	it('have one address each, and the owner stays', async () => {
		const { ctx } = test;
		const boss = await owner(ctx);
		await addMember(ctx, boss, input);
		expect(await fault(addMember(ctx, boss, input))).toBe('conflict');
		expect(await fault(removeMember(ctx, boss, boss.memberId))).toBe('forbidden');
		expect(await fault(removeMember(ctx, boss, 'unknown'))).toBe('not-found');
		expect(await fault(setPassword(ctx, boss, 'unknown', given('light table')))).toBe('not-found');
	});
});

describe('an API token', () => {
	it('is made for a known address, and kept as a hash', async () => {
		const { ctx } = test;
		await ann(ctx);
		expect(await fault(createToken(ctx, 'dan@else.test', 'x'))).toBe('not-found');
		const token = await createToken(ctx, ' Ann@studio.test', 'catalogue');
		expect(await asToken(token)).toMatchObject({ name: 'ann', via: 'token' });
		expect(JSON.stringify(await ctx.db.read.select().from(apiToken).all())).not.toContain(token);
	});

	it('makes no further token, is listed without its value, and revoked by its owner only', async () => {
		const { ctx } = test;
		await aStudio(ctx);
		const [anns, rays] = [await ann(ctx), await ray(ctx)];
		const token = await createOwnToken(ctx, anns, 'catalogue');
		const asked: MemberActor = { ...anns, via: 'token' };
		expect(await fault(createOwnToken(ctx, asked, 'more'))).toBe('forbidden');
		const [listed] = await listTokens(ctx, anns);
		expect(listed).toEqual({ id: listed?.id, name: 'catalogue', createdAt: '2026-05-01T10:00:00.000Z' });
		expect(await fault(revokeToken(ctx, rays, listed?.id ?? ''))).toBe('not-found');
		expect(await fault(revokeToken(ctx, asked, listed?.id ?? ''))).toBe('forbidden');
		await revokeToken(ctx, anns, listed?.id ?? '');
		expect([await asToken(token), await listTokens(ctx, anns)]).toEqual([null, []]);
	});
});
