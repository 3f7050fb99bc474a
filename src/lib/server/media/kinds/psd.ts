import { closeSync, fstatSync, openSync } from 'node:fs';
import { Unpicturable } from '../faults.ts';
import { MOST_PIXELS } from '../open.ts';
import { putLab } from './lab.ts';
import { writePlain, type PlainReader, type Raster } from './plain.ts';
import { readAt } from './psd-bytes.ts';
import { readLayout, type Layout } from './psd-layout.ts';
import { makePlanes } from './psd-planes.ts';

/**
 * The merged picture that Photoshop keeps behind the layers of a PSD or PSB, with its profile. Only it is read: layers,
 * masks and effects are passed over, so what they hold can do no harm. Files saved without it are kept without a picture.
 */
export const psd: PlainReader = ({ path, into }) => {
	const fd = openSync(path, 'r');
	try {
		const file = { fd, size: fstatSync(fd).size };
		const layout = readLayout(file);
		const { width, height } = layout;
		if (width * height > MOST_PIXELS) throw new Unpicturable('too-many-pixels');
		const { colours, rowOf, hasOwnColours } = mixers[layout.mode](layout, file);
		const raster: Raster = { width, height, colours, icc: hasOwnColours ? undefined : layout.icc };
		return { path: writePlain(into, raster, rowsOf(layout, file, rowOf)) };
	} finally {
		closeSync(fd);
	}
};

type Planes = readonly Uint8Array[];
type Mixer = {
	colours: Raster['colours'];
	/** What comes out is sRGB, whatever profile the file has. */
	hasOwnColours?: boolean;
	rowOf: (planes: Planes, into: Uint8Array) => void;
};

/** Samples of 8 bits, one channel beside the other, turned as `convert` says. */
const side = (count: number, convert: (value: number) => number) => (planes: Planes, into: Uint8Array) => {
	for (let channel = 0; channel < count; channel++) {
		const plane = planes[channel] ?? new Uint8Array();
		for (let x = 0; x < plane.length; x++) into[x * count + channel] = convert(plane[x] ?? 0);
	}
};
const asItIs = (value: number) => value;
const grey = (): Mixer => ({ colours: 'grey', rowOf: side(1, asItIs) });

const mixers: Record<Layout['mode'], (layout: Layout, file: { fd: number; size: number }) => Mixer> = {
	grey,
	// a picture of inks whose recipe is nobody's but Photoshop's: read as grey, which its own documentation asks for
	duotone: grey,
	rgb: () => ({ colours: 'rgb', rowOf: side(3, asItIs) }),
	// Photoshop counts paper, TIFF counts ink
	cmyk: () => ({ colours: 'cmyk', rowOf: side(4, (value) => 255 - value) }),
	// by itself: a profile of Lab says nothing more
	lab: () => ({
		colours: 'rgb',
		hasOwnColours: true,
		rowOf: ([l, a, b]: Planes, into: Uint8Array) => {
			for (let x = 0; x * 3 < into.length; x++) putLab(l?.[x] ?? 0, a?.[x] ?? 0, b?.[x] ?? 0, into, x * 3);
		}
	}),
	indexed: ({ coloursAt }, file) => {
		const table = readAt(file, coloursAt, 768);
		const rowOf = ([plane = new Uint8Array()]: Planes, into: Uint8Array) => {
			for (let x = 0; x < plane.length; x++)
				for (let band = 0; band < 3; band++) into[x * 3 + band] = table[band * 256 + (plane[x] ?? 0)] ?? 0;
		};
		return { colours: 'rgb', rowOf };
	}
};

const planesOf = { grey: 1, duotone: 1, indexed: 1, rgb: 3, cmyk: 4, lab: 3 } as const;
const samplesOf = { grey: 1, duotone: 1, indexed: 3, rgb: 3, cmyk: 4, lab: 3 } as const;

function* rowsOf(
	layout: Layout,
	file: { fd: number; size: number },
	rowOf: Mixer['rowOf']
): Generator<Uint8Array> {
	const { width, height, mode } = layout;
	if (layout.channels < planesOf[mode]) throw new Unpicturable('unreadable');
	const planes = makePlanes(file, layout, planesOf[mode]);
	const row = new Uint8Array(width * samplesOf[mode]);
	for (let y = 0; y < height; y++) {
		rowOf(
			planes.map((next) => next()),
			row
		);
		yield row;
	}
}
