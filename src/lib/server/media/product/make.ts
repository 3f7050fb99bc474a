import { join } from 'node:path';
import type { Sharp } from 'sharp';
import { hasProducts } from '#lib/domain/products/format.ts';
import { LARGEST_EDGE, productSize } from '#lib/domain/products/size.ts';
import type { ProductSpec } from '#lib/domain/products/spec.ts';
import { plainOf } from '../kinds/plain-of.ts';
import type { Plain } from '../kinds/plain.ts';
import type { Opened } from '../open.ts';
import { decodeWith } from '../tolerant.ts';
import type { Answer, ProductTask } from '../wire.ts';
import { productFile } from './file.ts';
import { metadataFor, withWritten } from './metadata.ts';
import { pixelsFor, type Image } from './pixels.ts';

const SHARPENED = {
	none: null,
	screen: { sigma: 0.7, m1: 0.4, m2: 1.2 },
	print: { sigma: 1.1, m1: 0.8, m2: 2.2 }
} as const;

/** Above this, half of the colours' resolution would be seen. */
const FULL_COLOUR_QUALITY = 90;

function encoded(image: Sharp, { format, quality }: ProductSpec): Sharp {
	const asked = quality ?? 90;
	switch (format) {
		case 'jpeg':
			return image.jpeg({
				quality: asked,
				chromaSubsampling: asked >= FULL_COLOUR_QUALITY ? '4:4:4' : '4:2:0'
			});
		case 'webp':
			return image.webp({ quality: asked });
		case 'png':
			return image.png({ compressionLevel: 6 });
		case 'tiff':
			return image.tiff({ compression: 'lzw', predictor: 'horizontal' });
	}
}

function inSpace({ image, isOwn }: Image, { space }: ProductSpec): Sharp {
	if (isOwn && space === 'own') return image.keepIccProfile();
	return image.withIccProfile(space === 'p3' ? 'p3' : 'srgb');
}

function finished(pixels: Image, opened: Opened, { spec, path }: ProductTask): Sharp {
	const amount = SHARPENED[spec.sharpening];
	const sharpened = amount ? pixels.image.sharpen(amount) : pixels.image;
	const coloured = inSpace({ ...pixels, image: sharpened }, spec);
	const sized = spec.dpi === null ? coloured : coloured.withDensity(spec.dpi);
	return encoded(withWritten(sized, metadataFor({ head: opened.head, path }, spec)), spec);
}

/** Makes one product from the original: never larger than that, and with exactly the metadata that is asked for. */
export async function makeProduct(task: ProductTask): Promise<Answer> {
	if (!hasProducts(task.kind)) return { outcome: 'kept', capture: {} };
	return plainOf(task, (plain) => makeFrom(plain, task));
}

async function makeFrom(plain: Plain, task: ProductTask): Promise<Answer> {
	const { spec, into } = task;
	const { opened, pixels } = await decodeWith(
		plain,
		(original) => productSize(spec.size, original, LARGEST_EDGE[spec.format]),
		(found, size) => pixelsFor(found, size, spec, into)
	);
	const image = finished(pixels, opened, task);
	const { width, height } = await image.toFile(join(into, productFile(spec)));
	return { outcome: 'produced', width, height };
}
