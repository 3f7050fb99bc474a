import { existsSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { eq } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { memberBrowser } from '#tests/support/app/front.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { putSteadyClockOn } from '#tests/support/measure/steady-clock.ts';
import { tusOf, type Tus } from '#tests/support/app/tus.ts';
import { uploadingStudio, type UploadingStudio } from '#tests/support/app/uploads.ts';
import { upload } from '../db/schema.ts';
import { unreachable } from '../storage/trouble.ts';
import { sweep } from '../operations/sweep.ts';

// Lines that are cut and senders that fall silent: what came is kept, and goes on from there.

let jpeg: Buffer;
beforeAll(async () => void (jpeg = await picture({ width: 600, height: 400 })));

let studio: UploadingStudio;
let tus: Tus;
uploadingStudio((made) => {
	studio = made;
	tus = tusOf(made);
});
const create = (more: Record<string, string> = {}) => tus.create(jpeg.length, more);

test('a sender that hangs up loses nothing that came; the rest follows from there', async () => {
	const path = await create();
	const hangUp = await tus.beginning(path, jpeg, 5000);
	hangUp();
	await expect.poll(async () => (await tus.rowOf(path))?.offsetBytes).toBe(5000);
	// as every client asks; and the one who hung up has let go then
	expect(await tus.offsetOf(path)).toBe(5000);
	expect((await tus.patch(path, 5000, jpeg.subarray(5000))).status).toBe(204);
	expect((await tus.versions())[0]?.crc32).toBe(crc32(jpeg));
});

test('a sender whose line went dead gives way to the one who asks', async () => {
	const path = await create();
	await tus.beginning(path, jpeg, 5000);
	putSteadyClockOn(2200);
	expect(await tus.offsetOf(path)).toBe(5000);
	expect((await tus.patch(path, 5000, jpeg.subarray(5000))).status).toBe(204);
});

test('hung up at 99 %, it goes on from there within a day; after that its bytes are gone', async () => {
	const part = Math.floor(jpeg.length * 0.99);
	const [kept, left] = [await create(), await create()];
	for (const path of [left, kept]) {
		const hangUp = await tus.beginning(path, jpeg, part);
		hangUp();
		await expect.poll(async () => (await tus.rowOf(path))?.offsetBytes).toBe(part);
		expect(await tus.offsetOf(path)).toBe(part);
	}
	expect((await tus.patch(kept, part, jpeg.subarray(part))).status).toBe(204);
	expect([kept, left].map((path) => existsSync(tus.temp(path)))).toEqual([false, true]);
	const { app } = studio;
	// file times are the machine's: the app's clock goes to a day after them
	app.clock.set(Date.now() + 2 * 86_400_000);
	await sweep(app.ctx, {}, { transaction: app.ctx.db.transaction });
	expect(existsSync(tus.temp(left))).toBe(false);
	expect(await tus.versions()).toHaveLength(1);
});

test('killed between the last byte and its answer: whoever asks next finishes it, once', async () => {
	const path = await create();
	await tus.patch(path, 0, jpeg.subarray(0, -10));
	writeFileSync(tus.temp(path), jpeg);
	await allArrived(path);
	const [first, second] = [await tus.call('HEAD', path), await tus.call('HEAD', path)];
	expect(first.headers.get('upload-offset')).toBe(String(jpeg.length));
	expect(second.headers.get('proofsheet-file')).toBe(first.headers.get('proofsheet-file'));
	expect(await tus.versions()).toHaveLength(1);
});

test('a disk that cannot say whether the bytes are there refuses nothing: whoever asks next finishes it', async () => {
	const path = await create();
	await tus.patch(path, 0, jpeg.subarray(0, -10));
	await allArrived(path);
	unlinkSync(tus.temp(path));
	symlinkSync(tus.temp(path), tus.temp(path));
	expect((await tus.call('HEAD', path)).status).toBe(500);
	expect(await tus.rowOf(path)).toMatchObject({ status: 'receiving' });
	unlinkSync(tus.temp(path));
	writeFileSync(tus.temp(path), jpeg);
	expect((await tus.call('HEAD', path)).headers.get('proofsheet-file')).toBeTruthy();
});

test('a storage that is away for a while refuses nothing: whoever asks next finishes it', async () => {
	const { storage } = studio.app.ctx;
	const path = await create();
	studio.app.ctx.storage = { ...storage, putFile: () => Promise.reject(unreachable()) };
	expect((await tus.patch(path, 0, jpeg)).status).toBe(503);
	expect((await tus.call('HEAD', path)).status).toBe(503);
	expect(await tus.rowOf(path)).toMatchObject({ status: 'receiving', offsetBytes: jpeg.length });
	studio.app.ctx.storage = storage;
	expect((await tus.call('HEAD', path)).headers.get('proofsheet-file')).toBeTruthy();
	expect(await tus.versions()).toHaveLength(1);
});

/** As after a kill that came before what its bytes became was written. */
async function allArrived(path: string) {
	const whole = { offsetBytes: jpeg.length, crc32: crc32(jpeg) };
	const isThis = eq(upload.id, tus.idOf(path));
	await studio.app.ctx.db.transaction(
		async (tx) => void (await tx.update(upload).set(whole).where(isThis).run())
	);
}

test('after a day of silence it is 410; DELETE ends it at once', async () => {
	const { app, uploads, member } = studio;
	const path = await create();
	await tus.patch(path, 0, jpeg.subarray(0, 100));
	app.clock.forward(24 * 3_600_000);
	uploads.as = await memberBrowser(app.ctx, member);
	expect((await tus.patch(path, 100, jpeg.subarray(100))).status).toBe(410);
	expect(existsSync(tus.temp(path))).toBe(false);
	const other = await create();
	expect((await tus.call('DELETE', other)).status).toBe(204);
	expect((await tus.call('HEAD', other)).status).toBe(410);
});
