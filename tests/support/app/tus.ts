import { existsSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { upload, version } from '#lib/server/db/schema.ts';
import { metadata, type UploadingStudio } from './uploads.ts';

export const TUS = { 'tus-resumable': '1.0.0' };
export const STREAM = { ...TUS, 'content-type': 'application/offset+octet-stream' };

type More = { headers?: Record<string, string>; body?: Buffer | Readable; as?: string };

/** ann's browser, which uploads a file by tus: each call with the headers that it must have, and what became of it. */
export function tusOf({ app, uploads, galleryId }: UploadingStudio) {
	const call = (method: string, path: string, { headers = {}, body, as = uploads.as }: More = {}) =>
		uploads.fetch(path, {
			method,
			as,
			headers: { ...TUS, ...headers },
			...(body instanceof Buffer ? { body: new Uint8Array(body) } : {}),
			...(body instanceof Readable ? { body: Readable.toWeb(body) as ReadableStream, duplex: 'half' } : {})
		});
	const words = (more: Record<string, string> = {}) =>
		metadata({ galleryId, filename: 'DSC_1.jpg', ...more });
	const post = (length: number | string, more: Record<string, string> = {}) =>
		call('POST', '/api/v1/uploads', {
			headers: { 'upload-length': String(length), 'upload-metadata': words(more) }
		});
	const idOf = (path: string) => path.split('/').at(-1) ?? '';
	const temp = (path: string) => join(app.ctx.tempDir, `upload-${idOf(path)}`);
	return {
		call,
		words,
		/** Asks for an upload of so many bytes. */
		post,
		idOf,
		temp,
		/** Begins one and answers its path. */
		async create(length: number, more: Record<string, string> = {}) {
			const made = await post(length, more);
			expect(made.status).toBe(201);
			return made.headers.get('location') ?? '';
		},
		patch: (path: string, offset: number, body: Buffer | Readable, headers: Record<string, string> = {}) =>
			call('PATCH', path, { headers: { ...STREAM, 'upload-offset': String(offset), ...headers }, body }),
		offsetOf: async (path: string) => Number((await call('HEAD', path)).headers.get('upload-offset')),
		rowOf: (path: string) =>
			app.ctx.db.read
				.select()
				.from(upload)
				.where(eq(upload.id, idOf(path)))
				.get(),
		uploads: () => app.ctx.db.read.select().from(upload).all(),
		versions: () => app.ctx.db.read.select().from(version).all(),
		/** A PATCH of all of it whose sender says no more after this part has arrived. Answers how to hang up. */
		async beginning(path: string, whole: Buffer, part: number): Promise<() => void> {
			const sending = request(new URL(path, uploads.origin), {
				method: 'PATCH',
				headers: {
					cookie: uploads.as,
					origin: app.ctx.env.ORIGIN,
					...STREAM,
					'upload-offset': 0,
					'content-length': whole.length
				}
			});
			sending.on('error', () => undefined);
			sending.write(whole.subarray(0, part));
			const arrived = () => (existsSync(temp(path)) ? statSync(temp(path)).size : 0);
			await expect.poll(arrived, { timeout: 60_000 }).toBe(part);
			return () => void sending.destroy();
		}
	};
}

export type Tus = ReturnType<typeof tusOf>;
