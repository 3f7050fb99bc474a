import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Context } from '#lib/server/context.ts';
import { makeRegistry } from '#lib/server/jobs/registry.ts';
import { runDueJobs } from '#lib/server/jobs/runner.ts';
import { startDecoders, type Decoders } from '#lib/server/media/decoders.ts';
import { aGallery, ann } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { memberBrowser, startFront } from './front.ts';

/** Decoders as they run in production, from source. */
export const realDecoders = (): Decoders => startDecoders({ entry: resolve('src/decoder.ts'), count: 1 });

/** The studio's side of uploads on a real port: PUT, tus, and the jobs that follow. */
export async function startUploads(ctx: Context, member: MemberActor, decoders: Decoders) {
	const front = await startFront(ctx);
	const as = await memberBrowser(ctx, member);
	return {
		...front,
		as,
		put: (path: string, body: Buffer, more: { as?: string } = {}) =>
			front.fetch(`/api/v1/${path}`, { method: 'PUT', body: new Uint8Array(body), as, ...more }),
		/** Runs every job that is due, previews included. */
		work: () => runDueJobs(ctx, makeRegistry(decoders))
	};
}

export type Uploads = Awaited<ReturnType<typeof startUploads>>;

export type UploadingStudio = {
	app: TestContext;
	uploads: Uploads;
	member: MemberActor;
	galleryId: string;
};

/** Hooks: before each test of a file ann's studio with one empty gallery, and one decoder for all of them. */
export function uploadingStudio(
	begin: (studio: UploadingStudio) => void,
	start: () => Decoders = realDecoders
) {
	let decoders: Decoders;
	let made: UploadingStudio;
	beforeAll(() => void (decoders = start()));
	afterAll(() => decoders.close());
	beforeEach(async () => {
		const app = await makeContext();
		const member = await ann(app.ctx);
		const uploads = await startUploads(app.ctx, member, decoders);
		made = { app, uploads, member, galleryId: (await aGallery(app.ctx)).id };
		begin(made);
	});
	afterEach(async () => {
		made.uploads.close();
		await made.app.close();
	});
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

export const metadata = (words: Record<string, string>) =>
	Object.entries(words)
		.map(([key, word]) => `${key} ${base64(word)}`)
		.join(',');
