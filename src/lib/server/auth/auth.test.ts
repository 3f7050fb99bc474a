import { hash } from '@node-rs/argon2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { attempt, clientSession, sessionParticipant } from '../db/schema.ts';
import { countAttempt } from './attempts.ts';
import { networkOf } from './network.ts';
import { hashPassword, isPassphrase, isPassword } from './passwords.ts';
import { forgetEndedSessions } from './sessions.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

describe('a network', () => {
	it.each([
		['192.0.2.7', '192.0.2.7'],
		['::ffff:192.0.2.7', '192.0.2.7'],
		['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
		['2001:0DB8:0000:0001::9', '2001:db8:0:1::/64'],
		['2001:db8::9', '2001:db8:0:0::/64'],
		['fe80::1%eth0', 'fe80:0:0:0::/64'],
		['::1', '0:0:0:0::/64'],
		['', 'unknown'],
		['sign-in:ann, 10.0.0.1', 'unknown']
	])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});

describe('tries', () => {
	const limit = { key: 'sign-in:ann', max: 2, perMs: 60_000 };

	it('are all counted, also those sent at once, until the window ends', async () => {
		const { ctx, clock } = test;
		const tried = await Promise.allSettled(Array.from({ length: 5 }, () => countAttempt(ctx, [limit])));
		expect(tried.map(({ status }) => status)).toEqual([
			'fulfilled',
			'fulfilled',
			'rejected',
			'rejected',
			'rejected'
		]);
		await expect(countAttempt(ctx, [limit])).rejects.toMatchObject({
			fault: 'too-many',
			key: 'faults:attempts',
			values: { count: 1 }
		});
		clock.forward(60_001);
		await expect(countAttempt(ctx, [limit])).resolves.toBeUndefined();
		expect(await ctx.db.read.select().from(attempt).all()).toHaveLength(1);
	});

	it('are counted under every key', async () => {
		const { ctx } = test;
		const wide = { key: 'network', max: 2, perMs: 60_000 };
		await countAttempt(ctx, [limit, wide]);
		await countAttempt(ctx, [wide]);
		await expect(countAttempt(ctx, [limit, wide])).rejects.toMatchObject({ fault: 'too-many' });
	});
});

describe('a password', () => {
	it('is right, wrong, or nobody’s', async () => {
		const hash = await hashPassword('light table');
		expect(await isPassword(hash, 'light table')).toBe(true);
		expect(await isPassword(hash, 'Light table')).toBe(false);
		expect(await isPassword(null, 'light table')).toBe(false);
	});

	it('that was pasted fits without the blanks around it, in either Unicode form', async () => {
		const hash = await hashPassword('\u00A0M\u00FCller\u2019s table\r\n');
		for (const typed of [
			'M\u00FCller\u2019s table',
			' Mu\u0308ller\u2019s table\u200B',
			'\uFEFFM\u00FCller\u2019s table\t'
		])
			expect(await isPassword(hash, typed)).toBe(true);
		for (const other of ["M\u00FCller's table", 'M\u00FCller\u2019s  table', 'Muller\u2019s table', ''])
			expect(await isPassword(hash, other)).toBe(false);
	});

	it('that an earlier version kept as it was typed still fits', async () => {
		const kept = await hash(' Mu\u0308ller \u201C1\u201D ');
		expect(await isPassword(kept, ' Mu\u0308ller \u201C1\u201D ')).toBe(true);
		expect(await isPassphrase(kept, ' Mu\u0308ller \u201C1\u201D ')).toBe(true);
		const plain = await hash('Autumn2026');
		for (const typed of ['Autumn2026', 'Autumn2026\u00A0', '\u201CAutumn2026\u201D'])
			expect(await isPassphrase(plain, typed)).toBe(true);
		expect(await isPassphrase(plain, 'autumn2026')).toBe(false);
	});
});

describe('sessions that ended', () => {
	it('are forgotten with who they were, and the others are not', async () => {
		const { ctx, clock } = test;
		const { id } = await aGallery(ctx);
		await aClient(ctx, id, 'cleo');
		clock.forward(31 * 86_400_000);
		const ben = await aClient(ctx, id, 'ben');
		await ctx.db.transaction((tx) => forgetEndedSessions(tx, clock.now()));
		const kept = await ctx.db.read.select().from(sessionParticipant).all();
		expect(kept.map(({ sessionId }) => sessionId)).toEqual([ben.sessionId]);
		expect(await ctx.db.read.select().from(clientSession).all()).toHaveLength(1);
	});
});
