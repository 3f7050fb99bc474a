import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Source } from '../capture/boxes.ts';
import { Unpicturable } from '../faults.ts';
import { longEdge } from '../sizes.ts';
import { copyOut, embeddedJpegs, type Embedded } from './embedded-jpeg.ts';
import type { Plain, PlainReader } from './plain.ts';
import { rawFacts } from './raw-facts.ts';

/** Cameras write a picture for their own screen, and most a whole one. Below this edge nobody can judge it. */
const USABLE_EDGE = 1000;

function largestIn(source: Source): Embedded | undefined {
	let best: Embedded | undefined;
	for (const found of embeddedJpegs(source))
		if (!best || found.width * found.height > best.width * best.height) best = found;
	return best;
}

/** The largest JPEG inside a RAW, as its camera developed it, turned as the RAW says. */
function embedded(source: Source, into: string): Plain {
	const jpeg = largestIn(source);
	if (!jpeg) throw new Unpicturable('unsupported');
	const { orientation, isAdobeRgb, isCut } = rawFacts(source);
	// sensors lie: what stands has been turned by whoever wrote it
	const isTurned = jpeg.height > jpeg.width;
	return {
		path: copyOut(source, jpeg, into),
		isAdobeRgb,
		...(orientation === undefined || isTurned ? {} : { orientation }),
		...(isCut ? { remark: 'raw-cut' } : longEdge(jpeg) < USABLE_EDGE ? { remark: 'small-preview' } : {})
	};
}

export const raw: PlainReader = ({ path, into }) => {
	const fd = openSync(path, 'r');
	try {
		return embedded({ fd, bytes: fstatSync(fd).size }, into);
	} finally {
		closeSync(fd);
	}
};
