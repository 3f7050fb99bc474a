import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { aMember, owner } from '#tests/support/cast/cast.ts';
import { memberBrowser } from '#tests/support/app/front.ts';
import { metadata, uploadingStudio, type UploadingStudio } from '#tests/support/app/uploads.ts';
import { upload, version } from '../db/schema.ts';
import { removeMember } from '../studio/index.ts';

// A photographer who is let go while their files are on their way.

let studio: UploadingStudio;
uploadingStudio((made) => void (studio = made));

const bytes = Buffer.alloc(200_000, 'retouched');
const rows = (table: typeof upload | typeof version) => studio.app.ctx.db.read.select().from(table).all();

/** Pat's browser has sent half of a body; answers how they are let go and sends the rest. */
async function halfway(method: string, path: string, headers: Record<string, string | number> = {}) {
	const { ctx } = studio.app;
	const actor = await aMember(ctx, 'pat', 'photographer');
	const sending = request(new URL(path, studio.uploads.origin), {
		method,
		headers: {
			cookie: await memberBrowser(ctx, actor),
			origin: ctx.env.ORIGIN,
			'content-length': bytes.length,
			...headers
		}
	});
	sending.write(bytes.subarray(0, bytes.length / 2));
	await expect.poll(() => readdirSync(ctx.tempDir)).toHaveLength(1);
	return async () => {
		await removeMember(ctx, await owner(ctx), actor.memberId);
		sending.end(bytes.subarray(bytes.length / 2));
		const [response] = (await once(sending, 'response')) as [IncomingMessage];
		return response.resume().statusCode;
	};
}

const nothingCame = async () => {
	expect(await rows(version)).toEqual([]);
	expect(await Array.fromAsync(studio.app.ctx.storage.list(''))).toEqual([]);
	await expect.poll(() => readdirSync(studio.app.ctx.tempDir)).toEqual([]);
};

test.each([
	['a proof', ''],
	['a final', '?state=FINAL&add=yes']
])('%s that they were sending is not taken', async (_, query) => {
	const goOn = await halfway('PUT', `/api/v1/galleries/${studio.galleryId}/files/DSC_1.jpg${query}`);
	expect(await goOn()).toBe(401);
	await nothingCame();
});

test('what they began to upload is over at once, and holds back no delivery', async () => {
	const { ctx } = studio.app;
	const actor = await aMember(ctx, 'pat', 'photographer');
	const words = { galleryId: studio.galleryId, filename: 'DSC_1.jpg', state: 'FINAL', add: 'yes' };
	const made = await studio.uploads.fetch('/api/v1/uploads', {
		method: 'POST',
		as: await memberBrowser(ctx, actor),
		headers: {
			'tus-resumable': '1.0.0',
			'upload-length': String(bytes.length),
			'upload-metadata': metadata(words)
		}
	});
	expect(made.status).toBe(201);
	await removeMember(ctx, await owner(ctx), actor.memberId);
	expect(await rows(upload)).toMatchObject([{ status: 'cancelled' }]);
});
