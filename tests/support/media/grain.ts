import sharp from 'sharp';

type Size = { width: number; height: number };

/** Strength of the grain by its size in parts of the long edge: structure of many sizes, as photographs have. */
const STRUCTURE = [
	[60, 22],
	[200, 10],
	[400, 8],
	[800, 6],
	[1500, 4]
] as const;
const SENSOR_GRAIN = 9;
const WORKED: Size = { width: 1500, height: 1000 };

const noise = ({ width, height }: Size, sigma: number) =>
	sharp({
		create: { width, height, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma } }
	})
		.raw()
		.toBuffer();

const fromRaw = (pixels: Buffer, { width, height }: Size) =>
	sharp(pixels, { raw: { width, height, channels: 3 } });

async function layer(size: Size, parts: number, sigma: number) {
	const small = { width: parts, height: Math.round((parts * size.height) / size.width) };
	const input = await fromRaw(await noise(small, sigma), small)
		.resize(size.width, size.height, { fit: 'fill' })
		.raw()
		.toBuffer();
	return { input, raw: { ...size, channels: 3 as const }, blend: 'overlay' as const };
}

/** Soft fields of colour with detail on them; random, so that no two pictures are the same. */
async function scene() {
	const fields = { width: 9, height: 6 };
	const layers = await Promise.all(STRUCTURE.map(([parts, sigma]) => layer(WORKED, parts, sigma)));
	return fromRaw(await noise(fields, 35), fields)
		.resize(WORKED.width, WORKED.height, { fit: 'fill', kernel: 'cubic' })
		.composite(layers)
		.removeAlpha()
		.raw()
		.toBuffer();
}

/** A JPEG of 24 megapixels that weighs what a camera's does, some 7.5 MB. */
export async function grainyJpeg(size: Size = { width: 6000, height: 4000 }) {
	const large = fromRaw(await scene(), WORKED).resize(size.width, size.height, { fit: 'fill' });
	const grain = await layer(size, size.width, SENSOR_GRAIN);
	return large.composite([grain]).jpeg({ quality: 92 }).toBuffer();
}

export type Preview = { width: number; height: number; bytes: Buffer };

/** The previews of such a picture by the recipe's quality: some 140, 50 and 20 kB. */
export async function grainyPreviews(widths: readonly number[]): Promise<Preview[]> {
	const pixels = await scene();
	const made = widths.map(async (width) => ({
		width,
		height: Math.round((width * 2) / 3),
		bytes: await fromRaw(pixels, WORKED).resize(width).webp({ quality: 80, effort: 2 }).toBuffer()
	}));
	return Promise.all(made);
}
