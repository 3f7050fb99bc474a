import { execFileSync } from 'node:child_process';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { aGallery, ann } from '#tests/support/cast/cast.ts';
import { makeContext } from '#tests/support/cast/context.ts';
import { metadata, startUploads } from '#tests/support/app/uploads.ts';
import { version } from '../db/schema.ts';

const MIB = 1 << 20;

/** A small disk for the temporary bytes; null where mounting is not allowed. */
function smallDisk(path: string) {
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', path], { stdio: 'ignore' });
	} catch {
		return null;
	}
	return {
		grow: () => execFileSync('mount', ['-o', 'remount,size=16m', path], { stdio: 'ignore' }),
		remove: () => execFileSync('umount', ['-l', path], { stdio: 'ignore' })
	};
}

test('a full disk is 507, what came is kept, and the upload goes on when there is room', async ({ skip }) => {
	const app = await makeContext();
	const disk = smallDisk(app.ctx.tempDir);
	if (!disk) return skip('tmpfs cannot be mounted here');
	// no previews are asked for here: the decoders are never needed
	const decoders = {
		run: () => Promise.reject(),
		produce: () => Promise.reject(new Error('not asked for')),
		transcode: () => Promise.reject(),
		climb: () => Promise.reject(),
		close: async () => undefined
	};
	const uploads = await startUploads(app.ctx, await ann(app.ctx), decoders);
	try {
		const { id: galleryId } = await aGallery(app.ctx);
		const bytes = app.ctx.ids.bytes(5 * MIB);
		bytes.write('\xff\xd8\xff\xe0', 0, 'latin1');
		const tus = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' };
		const call = (method: string, path: string, headers: Record<string, string>, body?: Buffer) =>
			uploads.fetch(path, {
				method,
				as: uploads.as,
				headers,
				...(body ? { body: new Uint8Array(body) } : {})
			});
		const made = await call('POST', '/api/v1/uploads', {
			'tus-resumable': '1.0.0',
			'upload-length': String(bytes.length),
			'upload-metadata': metadata({ galleryId, filename: 'DSC_1.jpg' })
		});
		const path = made.headers.get('location') ?? '';
		const full = await call('PATCH', path, { ...tus, 'upload-offset': '0' }, bytes);
		expect([full.status, full.headers.get('content-type')]).toEqual([507, 'application/problem+json']);
		const head = await call('HEAD', path, { 'tus-resumable': '1.0.0' });
		const offset = Number(head.headers.get('upload-offset'));
		expect(offset).toBeGreaterThanOrEqual(MIB);
		const put = await uploads.put(`galleries/${galleryId}/files/other.jpg`, bytes);
		expect(put.status).toBe(507);
		disk.grow();
		const rest = await call(
			'PATCH',
			path,
			{ ...tus, 'upload-offset': String(offset) },
			bytes.subarray(offset)
		);
		expect(rest.status).toBe(204);
		expect(await app.ctx.db.read.select().from(version).get()).toMatchObject({
			bytes: bytes.length,
			crc32: crc32(bytes)
		});
	} finally {
		uploads.close();
		disk.remove();
		await app.close();
	}
});
