import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaFault } from '#lib/domain/kinds/media-faults.ts';
import { kindFacts } from '#lib/domain/kinds/kinds.ts';
import type { Remark } from '#lib/domain/kinds/remarks.ts';
import { captureOf, captureOfFile } from './capture.ts';
import { fromPixels, likenessOf, miniatureOf, placeholderOf, type Pixels } from './fingerprints.ts';
import { faultOf } from './faults.ts';
import type { Opened } from './open.ts';
import { decodePicture } from './tolerant.ts';
import { halfSize, largestSize, smallerSizes, type Size } from './sizes.ts';
import type { Answer, Capture, Made, Task } from './wire.ts';

const WEBP = { quality: 80, effort: 2 };

async function write(pixels: Pixels, into: string, file: string): Promise<Made> {
	const bytes = await fromPixels(pixels).webp(WEBP).toBuffer();
	// nothing else waits in a decoder, and a thread would have to be woken for each step
	writeFileSync(join(into, file), bytes);
	return { file, width: pixels.width, height: pixels.height, bytes: bytes.length };
}

async function shrink(from: Pixels, { width, height }: Size): Promise<Pixels> {
	const data = await fromPixels(from).resize(width, height, { fit: 'fill' }).raw().toBuffer();
	return { data, width, height };
}

/** From one decode to all previews: each is made from the next larger one's pixels, unless that is nearly as small. */
async function cascade(largest: Pixels): Promise<Pixels[]> {
	const made = [largest];
	for (const size of smallerSizes(largest)) {
		const from = made.findLast((pixels) => pixels.width >= size.width * 1.5) ?? largest;
		made.push(await shrink(from, size));
	}
	return made;
}

async function factsOf(task: Task, { head, path }: Opened): Promise<Capture> {
	if (!task.facts) return {};
	// libvips hands out EXIF as a block, save for TIFF, where it is part of the file
	return head.format === 'tiff' ? captureOfFile(path, task.nowMs, head) : captureOf(head, task.nowMs);
}

async function keep(task: Task, remark?: Remark): Promise<Answer> {
	const capture = task.facts ? await captureOfFile(task.path, task.nowMs) : {};
	return { outcome: 'kept', capture, ...(remark ? { remark } : {}) };
}

/** Nothing is wrong with such a file, it only is more than we make a picture of. */
const isKept = (fault: MediaFault): fault is MediaFault & Remark =>
	fault === 'too-many-pixels' || fault === 'unsupported';

async function picture(task: Task): Promise<Answer> {
	if (!kindFacts(task.kind).pictured) return keep(task);
	try {
		return await pictured(task);
	} catch (error) {
		const fault = faultOf(error);
		if (isKept(fault)) return keep(task, fault);
		throw error;
	}
}

async function pictured(task: Task): Promise<Answer> {
	const { opened, pixels: largest, remark } = await decodePicture(task.path, largestSize, task.into);
	const all = await cascade(largest);
	const miniature = await miniatureOf(all.at(-1) ?? largest);
	const renditions = [];
	for (const pixels of all)
		renditions.push(await write(pixels, task.into, `${Math.max(pixels.width, pixels.height)}.webp`));
	return {
		outcome: 'pictured',
		...(remark ? { remark } : {}),
		width: opened.width,
		height: opened.height,
		orientation: opened.orientation,
		renditions,
		placeholder: placeholderOf(miniature),
		likeness: likenessOf(miniature),
		capture: await factsOf(task, opened)
	};
}

async function half(task: Task): Promise<Answer> {
	const { pixels } = await decodePicture(task.path, halfSize, task.into);
	const rendition = await write(pixels, task.into, 'half.webp');
	return { outcome: 'half', rendition };
}

/** Does one task; throws what libvips or the disk throws. */
export function fulfil(task: Task) {
	if (task.do === 'facts') return keep(task, 'too-much-memory');
	return task.do === 'half' ? half(task) : picture(task);
}
