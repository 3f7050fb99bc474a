import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UploadOptions } from '#lib/contract/file-inputs.ts';
import { AppError } from '#lib/domain/fault.ts';
import { findVisibleGallery } from '#lib/server/access/index.ts';
import { holdDelivery } from '#lib/server/deliveries/index.ts';
import { changeFile, deleteFiles, placeUpload } from '#lib/server/files/index.ts';
import { changeItems, draftFor, placeOrder, startOrder } from '#lib/server/orders/index.ts';
import * as v from 'valibot';
import { final, incoming, order, picks, processed } from '#tests/support/cast/orders.ts';
import { outcomeIn } from './outcome.ts';
import { aWalk, openHouse, type House, type World } from './world.ts';

let house: House;
beforeAll(async () => void (house = await openHouse()));
afterAll(() => house.close());

/** One person's steps, each a commit of its own, one after another. */
type Act = (() => Promise<unknown>)[];
type Scene = (world: World, fileIds: string[]) => Promise<Act[]>;

const GRACE_MS = 120_000;

/** Each double is what a race is about: two acts that begin before either has ended. */
const scenes: [name: string, scene: Scene][] = [
	[
		'a double click',
		async ({ ctx, cleo, galleryId }, fileIds) => {
			const { viewHash } = await draftFor(ctx, cleo, galleryId, { fileIds });
			const click = () => placeOrder(ctx, cleo, galleryId, 'one key', { fileIds, viewHash, note: '' });
			return [[click], [click], [click]];
		}
	],
	[
		'the choice sent on two devices',
		async ({ ctx, cleo, galleryId, selectionId }, fileIds) => {
			await picks(ctx, cleo, selectionId, fileIds);
			const { viewHash } = await draftFor(ctx, cleo, galleryId, { selectionId });
			const input = { fileIds, selectionId, viewHash, note: '' };
			const device = (key: string) => [() => placeOrder(ctx, cleo, galleryId, key, input)];
			return [device('phone'), device('laptop')];
		}
	],
	[
		'the same pictures ordered by two people',
		async ({ ctx, cleo, ben, galleryId }, fileIds) => {
			const { viewHash } = await draftFor(ctx, cleo, galleryId, { fileIds });
			const by = (who: typeof cleo) => [
				() => placeOrder(ctx, who, galleryId, 'key', { fileIds, viewHash, note: '' })
			];
			return [by(cleo), by(ben)];
		}
	],
	[
		'a picture turned FINAL while it is ordered',
		async ({ ctx, ann, cleo, galleryId }, fileIds) => {
			const { viewHash } = await draftFor(ctx, cleo, galleryId, { fileIds });
			const place = () => placeOrder(ctx, cleo, galleryId, 'key', { fileIds, viewHash, note: '' });
			return [[place], [() => changeFile(ctx, ann, first(fileIds), { state: 'FINAL' })]];
		}
	],
	[
		'a final taken back when its grace ends',
		async (world, fileIds) => {
			const { ctx, ann, cleo, clock, runDue } = world;
			await order(ctx, cleo, fileIds);
			await final(ctx, first(fileIds));
			clock.forward(GRACE_MS);
			return [[runDue], [() => changeFile(ctx, ann, first(fileIds), { state: 'PROOF' })]];
		}
	],
	[
		'two replacements of one picture',
		async (world, fileIds) => {
			await order(world.ctx, world.cleo, fileIds);
			return [replacement(world, first(fileIds)), replacement(world, first(fileIds))];
		}
	],
	[
		'a picture deleted while its final is processed and its delivery is due',
		async ({ ctx, ann, cleo, clock, runDue }, fileIds) => {
			await order(ctx, cleo, fileIds);
			await final(ctx, fileIds[1] ?? '');
			clock.forward(GRACE_MS);
			const version = await incoming(ctx, first(fileIds));
			const remove = () => deleteFiles(ctx, ann, fileIds.slice(0, 2), { cancelItems: true });
			return [[() => processed(ctx, version)], [remove], [runDue]];
		}
	],
	[
		'an order changed by its client while the studio starts it',
		async ({ ctx, ann, cleo }, fileIds) => {
			const id = await order(ctx, cleo, fileIds);
			const change = () => changeItems(ctx, cleo, id, { add: [], remove: [first(fileIds)] });
			return [[change], [() => startOrder(ctx, ann, id)]];
		}
	],
	[
		'a delivery held when it is due',
		async ({ ctx, ann, cleo, clock, runDue }, fileIds) => {
			const id = await order(ctx, cleo, fileIds);
			await final(ctx, first(fileIds));
			clock.forward(GRACE_MS);
			return [[() => holdDelivery(ctx, ann, id, { held: true })], [runDue]];
		}
	]
];

const first = (fileIds: string[]) => fileIds[0] ?? '';

/** The last byte comes, and later its picture is made. */
function replacement({ ctx, ann, galleryId }: World, fileId: string): Act {
	const id = ctx.ids.next();
	const intent = { ...v.parse(UploadOptions, { state: 'FINAL' }), galleryId, name: 'DSC_0001.jpg', fileId };
	const received = { id, sha256: id, crc32: 0, bytes: 9, kind: 'jpeg' as const };
	const place = () =>
		ctx.db.transaction(async (tx) => {
			const { gallery } = await findVisibleGallery(tx, ann, galleryId, ctx.clock.now());
			await placeUpload(tx, ctx, ann, gallery, intent, received);
		});
	return [place, () => processed(ctx, id)];
}

/** What each step came to, and what is there in the end, without ids. */
async function played(scene: Scene, play: (acts: Act[]) => Promise<unknown>) {
	const { world, book } = await aWalk(house);
	const fileIds = book.pictures.map(({ id }) => id);
	const said: string[][] = [];
	const acts = (await scene(world, fileIds)).map((act, i) => {
		const mine: string[] = (said[i] = []);
		return act.map((step) => async () => void mine.push(await faultOf(step)));
	});
	world.clock.forward(1);
	await play(acts);
	return JSON.stringify({ said, ...(await outcomeIn(world)) });
}

const faultOf = (step: () => Promise<unknown>) =>
	step().then(
		() => 'done',
		(error: unknown) => {
			if (error instanceof AppError) return error.fault;
			throw error;
		}
	);

/** Every way in which the steps can follow each other, each person's in their own order. */
function orders(lengths: readonly number[]): number[][] {
	if (lengths.every((n) => n === 0)) return [[]];
	return lengths.flatMap((n, who) =>
		n === 0 ? [] : orders(lengths.with(who, n - 1)).map((rest) => [who, ...rest])
	);
}

async function serialOutcomes(scene: Scene): Promise<Set<string>> {
	const { world, book } = await aWalk(house);
	const acts = await scene(
		world,
		book.pictures.map(({ id }) => id)
	);
	const outcomes = new Set<string>();
	for (const order of orders(acts.map(({ length }) => length)))
		outcomes.add(
			await played(scene, async (fresh) => {
				for (const who of order) await fresh[who]?.shift()?.();
			})
		);
	return outcomes;
}

describe('acts at the same moment end as if one came after the other', () => {
	it.each(scenes)('%s', { timeout: 60_000 }, async (_name, scene) => {
		const serial = await serialOutcomes(scene);
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), async (scheduler) => {
				const outcome = await played(scene, (acts) => atOnce(scheduler, acts));
				expect([...serial]).toContain(outcome);
			}),
			{ numRuns: 6, endOnFailure: true }
		);
	});
});

/**
 * Somebody else is writing while all of them begin, in the order that the scheduler says: each has read what it reads
 * beforehand, and none has written. Later steps begin when the scheduler says so, too.
 */
async function atOnce(scheduler: fc.Scheduler, acts: Act[]) {
	const { promise: written, resolve: write } = Promise.withResolvers<void>();
	const busy = house.ctx.db.transaction(() => written);
	const running = acts.map(async (act, who) => {
		for (const step of act) {
			await scheduler.schedule(Promise.resolve(), `person ${who}`);
			await step();
		}
	});
	await scheduler.waitIdle();
	write();
	await busy;
	await scheduler.waitFor(Promise.all(running));
}
