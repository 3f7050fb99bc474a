import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { sharedMedia } from '#tests/support/media/media.ts';
import { exifOf, picture } from '#tests/support/media/pictures.ts';

/** How the camera called them. */
export const nameOf = (n: number) => `DSC_${4100 + n}.jpg`;

const takenAt = (n: number) => Date.UTC(2026, 3, 18, 14, n);
const folder = sharedMedia('shoot');
const photographs = folder ? readdirSync(folder).sort() : [];

/** Long edge, px: enough for a real photograph, small enough for a test of many. */
const LONG_EDGE = 2400;

/** The n-th frame of the shoot: a real photograph where the samples are at hand, else a painted one. */
export async function proofOf(n: number): Promise<Buffer> {
	const photograph = photographs[n - 1];
	if (!folder || !photograph)
		return picture({ seed: n, takenAt: takenAt(n), width: 900, height: n % 3 ? 600 : 1200 });
	const bytes = readFileSync(join(folder, photograph));
	return sharp(bytes)
		.resize(LONG_EDGE, LONG_EDGE, { fit: 'inside', withoutEnlargement: true })
		.keepMetadata()
		.withExifMerge(exifOf({ takenAt: takenAt(n) }))
		.jpeg()
		.toBuffer();
}

/** The same frame retouched: a little brighter each time, so no two are the same bytes. */
export async function finalOf(n: number, time = 1): Promise<Buffer> {
	const brightness = 1 + 0.04 * time;
	return sharp(await proofOf(n))
		.keepMetadata()
		.modulate({ brightness })
		.jpeg({ quality: 92 })
		.toBuffer();
}
