import sharp from 'sharp';

const WEBP = { quality: 80, effort: 2 };
const raw = (width: number, height: number) => ({ raw: { width, height, channels: 3 as const } });

/**
 * The floor of what previews cost: our recipe (1500, 750, 400 of a lying 24-megapixel JPEG from one decode at a
 * quarter, WebP effort 2) and nothing else: no header looked at, no facts, no hashes, no row.
 */
export async function barePreviews(path: string, width = 6000): Promise<Buffer[]> {
	const [large, half] = [width / 4, width / 8];
	const first = await sharp(`${path}[shrink=4]`)
		.resize(large, (large * 2) / 3, { fit: 'fill', fastShrinkOnLoad: false })
		.raw()
		.toBuffer();
	const second = await sharp(first, raw(large, (large * 2) / 3))
		.resize(half, (half * 2) / 3, { fit: 'fill' })
		.raw()
		.toBuffer();
	const third = await sharp(second, raw(half, (half * 2) / 3))
		.resize(400, 267, { fit: 'fill' })
		.raw()
		.toBuffer();
	const made: Buffer[] = [];
	for (const [pixels, w, h] of [
		[first, large, (large * 2) / 3],
		[second, half, (half * 2) / 3],
		[third, 400, 267]
	] as const)
		made.push(await sharp(pixels, raw(w, h)).webp(WEBP).toBuffer());
	return made;
}
