import { afterEach, beforeEach, expect, it } from 'vitest';
import { rooms } from '#lib/contract/announcements.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { eventually } from '#tests/support/cast/eventually.ts';
import type { Announced } from '../db/announce.ts';
import { startTail } from './tail.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const MANY = 1_100;

it('tells many announcements in pieces, each in a turn of its own, what takes access away known from the first', async () => {
	const { ctx } = test;
	const heard: { turn: number; news: Announced[]; ahead: Announced[] }[] = [];
	let turn = 0;
	const tail = startTail(
		ctx,
		await ctx.hub.last(),
		async (news, ahead) => {
			heard.push({ turn, news, ahead });
			setImmediate(() => void turn++);
		},
		async () => undefined
	);
	await ctx.db.transaction(async (tx) => {
		for (let n = 0; n < MANY; n++)
			await ctx.hub.announce(tx, rooms.client('g'), 'file.removed', { id: `f${n}`, galleryId: 'g' });
		await ctx.hub.announce(tx, rooms.web(), 'access.changed', { galleryId: 'g' });
	});
	await eventually(() => expect(heard.flatMap(({ news }) => news)).toHaveLength(MANY + 1));
	tail.stop();
	const seqs = heard.flatMap(({ news }) => news.map(({ seq }) => seq));
	expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
	expect(Math.max(...heard.map(({ news }) => news.length))).toBeLessThanOrEqual(250);
	expect(new Set(heard.map((each) => each.turn)).size).toBe(heard.length);
	expect(heard.map(({ ahead }) => ahead.map(({ event }) => event))).toEqual([
		['access.changed'],
		[],
		[],
		[],
		[]
	]);
});
