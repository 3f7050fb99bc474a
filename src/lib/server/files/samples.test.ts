import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sharedMedia } from '#tests/support/media/media.ts';
import { uploadingStudio, type UploadingStudio } from '#tests/support/app/uploads.ts';
import { liveFilesOf } from './in-order.ts';
import { viewFiles } from './queries.ts';

let studio: UploadingStudio;
uploadingStudio((made) => void (studio = made));

/** What its first bytes say; then what the file became: with a picture, kept without, or failed. */
const samples: [string, number, ('yes' | 'no' | 'failed')?][] = [
	['broken/zero-bytes.jpg', 422],
	['broken/html-named.jpg', 415],
	['broken/script.svg', 415],
	['broken/truncated-60-percent.jpg', 201, 'failed'],
	['broken/truncated-in-header.jpg', 201, 'failed'],
	['broken/dimensions-lie-65500x65500.jpg', 201, 'failed'],
	['broken/png-bomb-16000x16000.png', 201, 'no'],
	['broken/png-bomb-30000x30000.png', 201, 'no'],
	['broken/png-named.jpg', 201, 'yes'],
	['broken/polyglot-jpeg-zip.jpg', 201, 'yes'],
	['broken/exif-ifd-loop.jpg', 201, 'yes'],
	['broken/exif-huge-counts.jpg', 201, 'yes'],
	['broken/mp4-named.jpg', 201, 'no'],
	['formats/webp-lossy.webp', 201, 'yes'],
	['formats/avif-8bit.avif', 201, 'yes'],
	['formats/tiff-16bit-prophoto.tif', 201, 'yes'],
	['formats/jpeg-cmyk.jpg', 201, 'yes'],
	['formats/png-1x1.png', 201, 'yes'],
	['formats/heic-iphone.heic', 201, 'yes'],
	['formats/raw-nikon-d70.nef', 201, 'yes'],
	['formats/raw-leica-m10-header.dng', 201, 'failed'],
	['video/flower-h264.mp4', 201, 'no']
];

describe('the shared samples, as proofs', () => {
	test.each(samples)('%s → %i %s', async (name, status, outcome) => {
		const path = sharedMedia(name);
		if (!path) return;
		const { app, uploads, galleryId } = studio;
		const put = await uploads.put(
			`galleries/${galleryId}/files/${name.split('/').at(-1)}`,
			readFileSync(path)
		);
		expect(put.status).toBe(status);
		await uploads.work();
		const { read } = app.ctx.db;
		const [file] = await viewFiles(read, await liveFilesOf(read, galleryId));
		if (!outcome) return expect(file).toBeUndefined();
		if (outcome !== 'failed') {
			expect(file).toMatchObject({
				status: 'ready',
				picture: outcome,
				released: { version: 1, state: 'PROOF' }
			});
			return expect(file?.renditions.length).toBe(
				outcome === 'yes' ? (file?.renditions.length ?? 0) || 1 : 0
			);
		}
		// a damaged file is shown to the studio with its reason, and never offered to clients
		expect(file).toMatchObject({
			status: 'failed',
			picture: 'no',
			released: null,
			error: expect.any(String)
		});
	});
});
