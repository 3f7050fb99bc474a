import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { aFile, aGallery, ann, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import {
	announcement,
	cameraShift,
	file,
	gallery as galleries,
	version,
	type CaptureFacts
} from '../db/schema.ts';
import { becomeCurrent } from './become-current.ts';
import { listCameras, shiftCamera } from './cameras.ts';
import { filesInOrder } from './in-order.ts';
import { releasedOrder } from './released-order.ts';

const NOON = Date.UTC(2026, 5, 6, 12);
const MINUTE = 60_000;
const Z: CaptureFacts = { make: 'NIKON CORPORATION', model: 'NIKON Z 6', serial: '1' };
const A7: CaptureFacts = { make: 'SONY', model: 'ILCE-7M4', serial: '0042' };

let app: TestContext;
let member: MemberActor;
let gallery: Awaited<ReturnType<typeof aGallery>>;
beforeEach(async () => {
	app = await makeContext();
	member = await ann(app.ctx);
	gallery = await aGallery(app.ctx);
});
afterEach(() => app.close());

type Options = { kind?: string; capturedAt?: number | null; deletedAt?: number };

/** Taken so many minutes after noon by the camera's own clock. */
function shot(name: string, camera: CaptureFacts, minutes: number, { kind = 'jpeg', ...more }: Options = {}) {
	const takenAt = NOON + minutes * MINUTE;
	const facts = { capture: { ...camera, takenAt }, kind };
	return aFile(app.ctx, gallery.id, { name, capturedAt: takenAt, ...more }, facts);
}
const at = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString();
const cameras = () => listCameras(app.ctx, member, gallery.id);
const keyOf = async (name: string) => (await cameras()).find((each) => each.name === name)?.camera ?? '?';
const shift = async (name: string, minutes: number) =>
	shiftCamera(app.ctx, member, gallery.id, { camera: await keyOf(name), shiftSeconds: minutes * 60 });
const galleryNow = async () => {
	const now = await app.ctx.db.read.select().from(galleries).where(eq(galleries.id, gallery.id)).get();
	if (!now) throw new Error('gone');
	return now;
};
const fileNow = (id: string) => app.ctx.db.read.select().from(file).where(eq(file.id, id)).get();
const minuteOf = async (id: string) => {
	const time = (await fileNow(id))?.capturedAt;
	return time == null ? null : (time - NOON) / MINUTE;
};
const order = async () => (await filesInOrder(app.ctx.db.read, await galleryNow())).map(({ name }) => name);
const announced = async () =>
	(await app.ctx.db.read.select().from(announcement).all()).map(({ event }) => event);

/** A final on its way to a picture, which becomes current now. */
async function replace(fileId: string, n: number, capture: CaptureFacts) {
	const { ctx } = app;
	const before = await fileNow(fileId);
	const first = await ctx.db.read.select().from(version).where(eq(version.fileId, fileId)).get();
	if (!before || !first) throw new Error('gone');
	const id = ctx.ids.next();
	await ctx.db.transaction(async (tx) => {
		const next = { ...first, id, n, capture, storageKey: `test/${id}`, status: 'processing' as const };
		await tx.insert(version).values(next).run();
		await becomeCurrent(tx, ctx, id);
	});
}

test('a second camera that is 58 minutes late is put right: order for everybody, times, and word to every page', async () => {
	const { id } = await shot('second-1', A7, 2);
	await shot('first-1', Z, 50);
	await shot('first-2', Z, 70);
	const before = await releasedOrder(app.ctx, await galleryNow());
	const told = await shift('SONY ILCE-7M4', 58);
	expect(await order()).toEqual(['first-1', 'second-1', 'first-2']);
	expect(await releasedOrder(app.ctx, await galleryNow())).toEqual([before[1], id, before[2]]);
	expect(await minuteOf(id)).toBe(60);
	expect(told).toMatchObject([
		{ name: 'NIKON Z 6', serial: '1', count: 2, shiftSeconds: 0, firstAt: at(50), lastAt: at(70) },
		{ name: 'SONY ILCE-7M4', serial: '42', count: 1, shiftSeconds: 3480, firstAt: at(60), fileIds: [id] }
	]);
	expect(await announced()).toEqual(['gallery.changed', 'gallery.changed', 'gallery.changed']);
});

test('0 takes a shift back, and leaves nothing behind', async () => {
	const { id } = await shot('a', A7, 2);
	for (const minutes of [58, -3, 0]) await shift('SONY ILCE-7M4', minutes);
	expect(await minuteOf(id)).toBe(2);
	expect(await app.ctx.db.read.select().from(cameraShift).all()).toEqual([]);
});

test('the same shift again changes nothing and tells nobody', async () => {
	const { id } = await shot('a', A7, 2);
	await shift('SONY ILCE-7M4', 58);
	const [changes, words] = [(await galleryNow()).changeNumber, (await announced()).length];
	await shift('SONY ILCE-7M4', 58);
	expect([await minuteOf(id), (await galleryNow()).changeNumber, (await announced()).length]).toEqual([
		60,
		changes,
		words
	]);
});

test('a picture of the camera that comes later stands where it belongs at once', async () => {
	await shot('a', A7, 2);
	await shift('SONY ILCE-7M4', 58);
	const later = await aFile(
		app.ctx,
		gallery.id,
		{ name: 'b', currentVersion: 0, status: 'processing' },
		{ status: 'processing', capture: { ...A7, takenAt: NOON } }
	);
	await app.ctx.db.transaction((tx) => becomeCurrent(tx, app.ctx, later.versionId));
	expect(await minuteOf(later.id)).toBe(58);
});

test.each<[string, CaptureFacts]>([
	['without a camera and a time', {}],
	['of another camera', { ...Z, takenAt: NOON + 500 * MINUTE }],
	['with the same time', { ...A7, takenAt: NOON + 2 * MINUTE }]
])('a final %s keeps the time of its proof, and moves with it', async (_, capture) => {
	const { id } = await shot('a', A7, 2);
	await shift('SONY ILCE-7M4', 10);
	await replace(id, 2, capture);
	expect(await minuteOf(id)).toBe(12);
	await shift('SONY ILCE-7M4', -1);
	expect(await minuteOf(id)).toBe(1);
});

test('a final that first tells the time gives it, shifted by its own camera', async () => {
	await shot('other', Z, 0);
	await shift('NIKON Z 6', 7);
	const bare = await aFile(app.ctx, gallery.id, { name: 'a' });
	await replace(bare.id, 2, { ...Z, takenAt: NOON });
	expect(await minuteOf(bare.id)).toBe(7);
	await shift('NIKON Z 6', 0);
	expect(await minuteOf(bare.id)).toBe(0);
});

test('a deleted picture moves too, and counts for no camera', async () => {
	const { id } = await shot('a', A7, 2, { deletedAt: NOON });
	await shot('b', A7, 3);
	await shift('SONY ILCE-7M4', 58);
	expect([await minuteOf(id), (await cameras())[0]?.count]).toEqual([60, 1]);
});

test('times of a gallery from before keep their difference to what the camera showed', async () => {
	const { id } = await shot('a', A7, 2, { capturedAt: NOON - 118 * MINUTE });
	await shift('SONY ILCE-7M4', 58);
	expect(await minuteOf(id)).toBe(-60);
	await shift('SONY ILCE-7M4', 0);
	expect(await minuteOf(id)).toBe(-118);
});

test('bodies, films and pictures that name no camera are told apart; what has no time is nobody’s', async () => {
	await shot('a', A7, 0);
	await shot('b', { ...A7, serial: '43' }, 0);
	await shot('c', { ...A7, serial: '42', make: 'Sony', model: 'ilce-7m4 ' }, 0);
	await shot('d', A7, 0, { kind: 'mp4' });
	await shot('e', {}, 0);
	await shot('f', {}, 1);
	await aFile(app.ctx, gallery.id, { name: 'no time' }, { capture: A7 });
	const told = (await cameras()).map(({ name, serial, films, count }) => [name, serial, films, count]);
	expect(told.map((each) => each.join()).sort()).toEqual(
		[
			['', undefined, false, 2],
			['SONY ILCE-7M4', '42', false, 2],
			['SONY ILCE-7M4', '42', true, 1],
			['SONY ILCE-7M4', '43', false, 1]
		]
			.map((each) => each.join())
			.sort()
	);
	await shift('', 5);
	expect((await cameras()).find(({ name }) => name === '')).toMatchObject({ firstAt: at(5), lastAt: at(6) });
});

test('another gallery with the same camera stays as it is', async () => {
	await shot('a', A7, 2);
	const elsewhere = await aGallery(app.ctx);
	const takenAt = NOON;
	const other = await aFile(app.ctx, elsewhere.id, { capturedAt: takenAt }, { capture: { ...A7, takenAt } });
	await shift('SONY ILCE-7M4', 58);
	expect(await minuteOf(other.id)).toBe(0);
});

test('a retoucher shifts nothing; a camera that is not there is not found', async () => {
	const { id } = await shot('a', A7, 2);
	const to = { camera: await keyOf('SONY ILCE-7M4'), shiftSeconds: 60 };
	await expect(shiftCamera(app.ctx, await ray(app.ctx), gallery.id, to)).rejects.toThrow();
	const nobody = { ...to, camera: 'nosuch' };
	await expect(shiftCamera(app.ctx, member, gallery.id, nobody)).rejects.toMatchObject({
		fault: 'not-found'
	});
	await expect(shiftCamera(app.ctx, member, 'nosuch', to)).rejects.toMatchObject({ fault: 'not-found' });
	expect([await minuteOf(id), await announced()]).toEqual([2, []]);
});

test('after any shifts and finals every picture stands at its camera’s time plus the last shift', async () => {
	const made = [await shot('a', A7, 0), await shot('b', Z, 1), await shot('c', A7, 2)];
	const models = [A7, Z, A7];
	const steps = fc.array(
		fc.oneof(
			fc.record({
				camera: fc.constantFrom('SONY ILCE-7M4', 'NIKON Z 6'),
				minutes: fc.integer({ min: -900, max: 900 })
			}),
			fc.record({ final: fc.integer({ min: 0, max: 2 }) })
		),
		{ maxLength: 8 }
	);
	const last = new Map<string, number>();
	let n = 2;
	await fc.assert(
		fc.asyncProperty(steps, async (walk) => {
			for (const step of walk) {
				if ('final' in step)
					await replace(made[step.final]?.id ?? '', n++, models[(step.final + 1) % 3] ?? {});
				else {
					await shift(step.camera, step.minutes);
					last.set(step.camera, step.minutes);
				}
			}
			const [sony = 0, nikon = 0] = [last.get('SONY ILCE-7M4'), last.get('NIKON Z 6')];
			expect(await Array.fromAsync(made, ({ id }) => minuteOf(id))).toEqual([sony, 1 + nikon, 2 + sony]);
		}),
		{ numRuns: 20 }
	);
});
