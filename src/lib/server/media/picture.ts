import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaFault } from '#lib/domain/kinds/media-faults.ts';
import { kindFacts } from '#lib/domain/kinds/kinds.ts';
import type { Remark } from '#lib/domain/kinds/remarks.ts';
import { captureOf, captureOfFile } from './capture.ts';
import { fromPixels, likenessOf, miniatureOf, placeholderOf, type Pixels } from './fingerprints.ts';
import { faultOf } from './faults.ts';
import { plainOf } from './kinds/plain-of.ts';
import type { Plain } from './kinds/plain.ts';
import type { Opened } from './open.ts';
import { openFilm } from './film/open-film.ts';
import { posterOf } from './film/poster.ts';
import type { FilmTools } from './film/tools.ts';
import { makeProduct } from './product/make.ts';
import { fileOf, recipes, sizesOf, type RecipeName } from './recipes.ts';
import type { Size } from './sizes.ts';
import { markOver } from './mark/draw.ts';
import { cutTiles } from './tiles/cut.ts';
import { decodePicture } from './tolerant.ts';
import type { Answer, Capture, Fingerprints, Made, PictureTask, Task } from './wire.ts';

const sizesFor = ({ recipes, look }: PictureTask, original: Size) =>
	sizesOf(recipes, original, look?.edge ?? null);

type Image = { recipe: RecipeName; pixels: Pixels };

async function write({ recipe, pixels }: Image, { into, look }: PictureTask): Promise<Made> {
	const { format, quality, effort } = recipes[recipe];
	const { width, height } = pixels;
	const path = join(into, fileOf(recipe));
	if (recipe === 'tiles') {
		const bytes = await cutTiles(pixels, path, { format, quality, effort, mark: look?.mark });
		return { recipe, width, height, bytes };
	}
	const plain = fromPixels(pixels);
	const shown = look?.mark ? plain.composite([await markOver(pixels, look.mark)]) : plain;
	const bytes = await shown.toFormat(format, { quality, effort }).toBuffer();
	// nothing else waits in a decoder, and a thread would have to be woken for each step
	writeFileSync(path, bytes);
	return { recipe, width, height, bytes: bytes.length };
}

async function shrink(from: Pixels, { width, height }: Size): Promise<Pixels> {
	const data = await fromPixels(from).resize(width, height, { fit: 'fill' }).raw().toBuffer();
	return { data, width, height };
}

/** From one decode to all sizes: each is made from the next larger one's pixels, unless that is nearly as small. */
async function cascade(largest: Pixels, task: PictureTask, original: Size): Promise<Image[]> {
	const made: Image[] = [];
	for (const { recipe, size } of sizesFor(task, original)) {
		const from = made.findLast(({ pixels }) => pixels.width >= size.width * 1.5)?.pixels ?? largest;
		made.push({ recipe, pixels: made.length ? await shrink(from, size) : largest });
	}
	return made;
}

async function captureFor(task: PictureTask, { head, path }: Opened): Promise<Capture> {
	if (!task.learn.includes('capture')) return {};
	if (path !== task.path) return captureOfFile(task.path, task.nowMs);
	// libvips hands out EXIF as a block, save for TIFF, where it is part of the file
	return head.format === 'tiff' ? captureOfFile(path, task.nowMs, head) : captureOf(head, task.nowMs);
}

async function keep(task: PictureTask, remark?: Remark): Promise<Answer> {
	const capture = task.learn.includes('capture') ? await captureOfFile(task.path, task.nowMs) : {};
	return { outcome: 'kept', capture, ...(remark ? { remark } : {}) };
}

/** Nothing is wrong with such a file, it only is more than we make a picture of. */
const isKept = (fault: MediaFault): fault is MediaFault & Remark =>
	fault === 'too-many-pixels' || fault === 'unsupported';

async function picture(task: PictureTask, tools: FilmTools | null): Promise<Answer> {
	const { pictured, group } = kindFacts(task.kind);
	if (!pictured) return keep(task);
	try {
		return group === 'video' ? await filmed(task, tools) : await photographed(task);
	} catch (error) {
		const fault = faultOf(error);
		if (isKept(fault)) return keep(task, fault);
		throw error;
	}
}

const largestOf = (task: PictureTask) => (original: Size) => sizesFor(task, original)[0]?.size ?? original;

const photographed = (task: PictureTask): Promise<Answer> =>
	plainOf(task, (plain) => picturedFrom(plain, task));

async function picturedFrom(plain: Plain, task: PictureTask): Promise<Answer> {
	const { opened, pixels, remark = plain.remark } = await decodePicture(plain, largestOf(task), task.into);
	return {
		...(await pictured(task, opened, pixels)),
		orientation: opened.orientation,
		...(remark ? { remark } : {}),
		capture: await captureFor(task, opened)
	};
}

/** A film is pictured by one of its frames. */
async function filmed(task: PictureTask, tools: FilmTools | null): Promise<Answer> {
	const film = tools && (await openFilm(tools, task.path, task.kind));
	if (!film) return keep(task);
	const { width, height, durationMs } = film;
	const pixels = await posterOf(tools, film, largestOf(task)({ width, height }));
	const capture = task.learn.includes('capture') ? await captureOfFile(task.path, task.nowMs) : {};
	return { ...(await pictured(task, film, pixels)), orientation: 1, capture, film: { durationMs } };
}

async function pictured(task: PictureTask, { width, height }: Size, pixels: Pixels) {
	const images = await cascade(pixels, task, { width, height });
	const fingerprints = await fingerprintsFor(task, images.at(-1)?.pixels ?? pixels);
	const made = [];
	for (const image of images) made.push(await write(image, task));
	const outcome = 'pictured' as const;
	return { outcome, width, height, made, ...(fingerprints ? { fingerprints } : {}) };
}

async function fingerprintsFor(task: PictureTask, smallest: Pixels): Promise<Fingerprints | null> {
	if (!task.learn.includes('fingerprints')) return null;
	const miniature = await miniatureOf(smallest);
	return { placeholder: placeholderOf(miniature), likeness: likenessOf(miniature) };
}

/** Does one task; throws what libvips or the disk throws. Without tools, films are kept without a picture. */
export async function fulfil(
	task: Exclude<Task, { do: 'transcode' | 'ladder' }>,
	tools: FilmTools | null
): Promise<Answer> {
	switch (task.do) {
		case 'probe':
			return { outcome: 'probed', capture: await captureOfFile(task.path, task.nowMs) };
		case 'picture':
			return picture(task, tools);
		case 'product':
			return makeProduct(task);
	}
}
