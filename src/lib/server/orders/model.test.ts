import fc from 'fast-check';
import { and, eq, inArray } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { aClient } from '../../../../tests/support/cast.ts';
import { makeContext, type TestContext } from '../../../../tests/support/context.ts';
import {
	allOf,
	aShoot,
	incoming,
	order,
	processed,
	runDeliveries
} from '../../../../tests/support/orders.ts';
import * as rows from '../db/schema.ts';
import { deliverReady, holdDelivery, recalculateOrder, sendNow } from '../deliveries/index.ts';
import { changeFile, deleteFiles, restoreVersion } from '../files/index.ts';
import { askForChange, withdrawItem } from './index.ts';

type Shoot = Awaited<ReturnType<typeof aShoot>> & { ben: Awaited<ReturnType<typeof aClient>> };

const ACTS = [
	'order',
	'upload',
	'process',
	'state',
	'restore',
	'delete',
	'withdraw',
	'change',
	'hold',
	'go-on',
	'send-now',
	'deliver',
	'check',
	'wait'
] as const;
type Step = { act: (typeof ACTS)[number]; a: number; b: number };

const steps = fc.array(fc.record({ act: fc.constantFrom(...ACTS), a: fc.nat(7), b: fc.nat(7) }), {
	minLength: 5,
	maxLength: 30
});

/** Refusals are part of the game; anything but a named fault is not. */
const tried = (work: Promise<unknown>) =>
	work.catch((error: Error) => {
		if (error.name !== 'AppError') throw error;
	});

async function step({ ctx, clock }: TestContext, shoot: Shoot, { act, a, b }: Step) {
	const { ann, cleo, ben, fileIds } = shoot;
	const fileId = fileIds[a % fileIds.length] ?? '';
	const orders = allOf(ctx, 'order');
	const orderId = orders[a % Math.max(1, orders.length)]?.id ?? 'none';
	const items = allOf(ctx, 'orderItem');
	const item = items[b % Math.max(1, items.length)];
	clock.forward(1000);
	switch (act) {
		case 'order': {
			const who = b % 2 ? cleo : ben;
			return fileIds.length && tried(placeSome(ctx, who, fileIds.slice(a % 3)));
		}
		case 'upload':
			return tried(incoming(ctx, fileId, b % 4 ? {} : { wantedState: 'PROOF' }));
		case 'process': {
			const waiting = ctx.db.read
				.select()
				.from(rows.version)
				.where(eq(rows.version.status, 'processing'))
				.all();
			const next = waiting[a % Math.max(1, waiting.length)];
			return next && processed(ctx, next.id);
		}
		case 'state':
			return tried(changeFile(ctx, ann, fileId, { state: b % 2 ? 'FINAL' : 'PROOF' }));
		case 'restore':
			return tried(restoreVersion(ctx, ann, fileId, { version: 1 + (b % 3) }));
		case 'delete':
			return b === 0 && tried(deleteFiles(ctx, ann, [fileId], { cancelItems: true }));
		case 'withdraw':
			return item && tried(withdrawItem(ctx, ann, item.orderId, item.id, { reason: 'x' }));
		case 'change':
			return (
				item &&
				tried(askForChange(ctx, b % 2 ? cleo : ben, item.orderId, { fileId: item.fileId, text: `wish ${a}` }))
			);
		case 'hold':
		case 'go-on':
			return tried(holdDelivery(ctx, ann, orderId, { held: act === 'hold' }));
		case 'send-now':
			return tried(sendNow(ctx, ann, orderId));
		case 'deliver':
			return tried(deliverReady(ctx, ann, orderId));
		case 'check':
			return tried(recalculateOrder(ctx, ann, orderId));
		case 'wait':
			clock.forward(a * 40_000);
			return runDeliveries(ctx);
	}
}

async function placeSome(ctx: TestContext['ctx'], who: Shoot['cleo'], fileIds: string[]) {
	const before = allOf(ctx, 'order').length;
	if (before < 5) await order(ctx, who, fileIds, { again: fileIds });
}

/** What must hold after every step, whatever was done. */
function check({ ctx }: TestContext, deliveredAs: Map<string, string>) {
	const items = allOf(ctx, 'orderItem');
	const deliveries = new Map(allOf(ctx, 'delivery').map((row) => [row.id, row]));
	for (const item of items) {
		const delivery = item.deliveryId === null ? undefined : deliveries.get(item.deliveryId);
		const isPinned = item.state === 'ready' || item.state === 'delivered';
		expect([item.state, item.versionId !== null]).toEqual([item.state, isPinned]);
		if (item.state === 'delivered') expect(delivery?.deliveredAt).not.toBeNull();
		if (item.state === 'ready') expect(delivery).toMatchObject({ deliveredAt: null, orderId: item.orderId });
		if (isPinned) expect(versionOf(ctx, item.versionId)?.n).toBeGreaterThan(item.afterVersion);
		if (item.state === 'ready')
			expect(currentOf(ctx, item.fileId)).toMatchObject({ id: item.versionId, state: 'FINAL' });
		const was = deliveredAs.get(item.id);
		if (was) expect(`${item.state} ${item.versionId}`).toBe(was);
		else if (item.state === 'delivered') {
			expect(versionOf(ctx, item.versionId)?.lastState).toBe('FINAL');
			deliveredAs.set(item.id, `delivered ${item.versionId}`);
		}
	}
	checkDeliveries(ctx);
	checkReleased(ctx);
}

function checkDeliveries(ctx: TestContext['ctx']) {
	const all = allOf(ctx, 'delivery');
	const open = all.filter(({ deliveredAt }) => deliveredAt === null).map(({ orderId }) => orderId);
	expect(new Set(open).size).toBe(open.length);
	const sent = all.filter(({ deliveredAt }) => deliveredAt !== null);
	for (const { id } of sent) {
		expect(allOf(ctx, 'deliveryFile').filter((row) => row.deliveryId === id).length).toBeGreaterThan(0);
		expect(allOf(ctx, 'mail').filter((row) => row.deliveryId === id)).toHaveLength(1);
		expect(allOf(ctx, 'deliveryLink').filter((row) => row.deliveryId === id)).toHaveLength(1);
	}
	const outside = allOf(ctx, 'mail').filter(
		({ template, deliveryId }) => template === 'delivery' && !sent.some(({ id }) => id === deliveryId)
	);
	expect(outside).toEqual([]);
}

/** Without pending items clients see what is current; with some, never a FINAL that no delivery released. */
function checkReleased(ctx: TestContext['ctx']) {
	for (const file of ctx.db.read.select().from(rows.file).all()) {
		if (file.deletedAt !== null) continue;
		const isPending = and(
			eq(rows.orderItem.fileId, file.id),
			inArray(rows.orderItem.state, ['waiting', 'ready'])
		);
		if (ctx.db.read.select().from(rows.orderItem).where(isPending).get()) {
			expect(file.releasedVersion).toBeLessThanOrEqual(file.currentVersion);
			continue;
		}
		expect([file.releasedVersion, file.releasedState]).toEqual([file.currentVersion, file.state]);
	}
}

const versionOf = (ctx: TestContext['ctx'], id: string | null) =>
	ctx.db.read
		.select()
		.from(rows.version)
		.where(eq(rows.version.id, id ?? ''))
		.get();

function currentOf(ctx: TestContext['ctx'], fileId: string) {
	const isCurrent = and(eq(rows.version.fileId, fileId), eq(rows.version.n, rows.file.currentVersion));
	return ctx.db.read
		.select({ id: rows.version.id, state: rows.file.state })
		.from(rows.file)
		.innerJoin(rows.version, isCurrent)
		.where(eq(rows.file.id, fileId))
		.get();
}

describe('the order machine, whatever is done to it', () => {
	it('delivers only FINAL pins, each once, one open delivery an order, one mail a recipient', async () => {
		await fc.assert(
			fc.asyncProperty(steps, async (plan) => {
				const test = makeContext();
				try {
					const shoot = await aShoot(test.ctx, 3);
					const ben = await aClient(test.ctx, shoot.gallery.id, 'ben');
					const deliveredAs = new Map<string, string>();
					await step(test, { ...shoot, ben }, { act: 'order', a: 0, b: 1 });
					for (const next of plan) {
						await step(test, { ...shoot, ben }, next);
						check(test, deliveredAs);
					}
				} finally {
					test.close();
				}
			}),
			{ numRuns: 25 }
		);
	}, 60_000);
});
