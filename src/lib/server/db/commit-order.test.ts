import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { anotherProcess } from '#tests/support/cast/another-process.ts';
import type { Context } from '../context.ts';
import { inCommitOrder } from './commit-order.ts';
import { markUpdate } from './schema.ts';

let test: TestContext;
let other: { ctx: Context; close: () => Promise<void> };
beforeEach(async () => {
	test = await makeContext();
	other = await anotherProcess(test);
});
afterEach(async () => {
	await other.close();
	await test.close();
});

/** A moment that a test waits for, or has somebody wait for. */
function moment() {
	let come = () => undefined as void;
	const here = new Promise<void>((resolve) => (come = resolve));
	return { here, come };
}

const PEOPLE = 4;

describe('who reads on by number', () => {
	it('misses no announcement of transactions that end in another order than they began', async () => {
		const heard: number[] = [];
		let last = 0;
		const readOn = async () => {
			for (const { seq } of await test.ctx.hub.since(last)) heard.push((last = seq));
		};
		const announces = (ctx: Context, held: Promise<void>, written: () => void) =>
			ctx.db.transaction(async (tx) => {
				await ctx.hub.announce(tx, 'web', 'access.changed', { galleryId: ctx.ids.next() });
				written();
				await held;
			});
		const [first, late] = [moment(), moment()];
		const slow = announces(test.ctx, late.here, first.come);
		await first.here;
		// the second one may have to wait for the first: then the first ends
		const quick = announces(other.ctx, Promise.resolve(), () => undefined);
		await Promise.race([quick, new Promise((resolve) => setTimeout(resolve, 200))]);
		await readOn();
		late.come();
		await Promise.all([slow, quick]);
		await readOn();
		expect(heard).toEqual([1, 2]);
	});

	it('misses none of many that are written at once by two processes', async () => {
		const heard: number[] = [];
		let last = 0;
		let isOver = false;
		const reads = (async () => {
			for (let isLast = false; !isLast;) {
				isLast = isOver;
				for (const { seq } of await test.ctx.hub.since(last)) heard.push((last = seq));
				await nextTurn();
			}
		})();
		const writes = (ctx: Context) =>
			Array.fromAsync({ length: 25 }, () =>
				ctx.db.transaction((tx) =>
					ctx.hub.announce(tx, 'web', 'access.changed', { galleryId: ctx.ids.next() })
				)
			);
		await Promise.all([test.ctx, other.ctx].map(writes));
		isOver = true;
		await reads;
		expect(heard).toHaveLength(50);
	});
});

describe('who begins with the log', () => {
	it('knows all of it, whoever else writes at that moment', async () => {
		const seen = new Map<number, number>();
		const writes = (ctx: Context) =>
			ctx.db.transaction(async (tx) => {
				await inCommitOrder(tx, markUpdate);
				const before = await tx.select({ seq: markUpdate.seq }).from(markUpdate).all();
				const row = { galleryId: 'g', book: 'b', clientId: 1, clock: 1, update: Buffer.of(1), createdAt: 0 };
				const { seq } = await tx.insert(markUpdate).values(row).returning().get();
				seen.set(seq, before.length);
			});
		for (let turn = 0; turn < PEOPLE; turn++) await Promise.all([writes(test.ctx), writes(other.ctx)]);
		expect([...seen].sort(([a], [b]) => a - b).map(([, before]) => before)).toEqual(
			Array.from({ length: 2 * PEOPLE }, (_, i) => i)
		);
	});
});
