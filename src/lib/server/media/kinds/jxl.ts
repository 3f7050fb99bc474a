import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import start, { type Jxl } from '@jsquash/jxl/codec/dec/jxl_dec.js';
import { Unpicturable } from '../faults.ts';
import { MOST_PIXELS } from '../open.ts';
import { jxlSize } from './jxl-head.ts';
import { writePlain, type PlainReader } from './plain.ts';

/** The library asks for some 30 to 40 bytes a pixel, and says nothing when it does not get them. */
const SURELY_FITTING_PIXELS = 32_000_000;

const WASM = '@jsquash/jxl/codec/dec/jxl_dec.wasm';

class Picture {
	readonly data: Uint8ClampedArray;
	readonly width: number;
	readonly height: number;
	constructor(data: Uint8ClampedArray, width: number, height: number) {
		[this.data, this.width, this.height] = [data, width, height];
	}
}

/** Fresh for each picture: its memory grows and is given back only with the whole. */
async function library() {
	// the library hands out its pixels as the class that browsers have, and Node has not
	Object.assign(globalThis, { ImageData: Picture });
	return start({ wasmBinary: readFileSync(createRequire(import.meta.url).resolve(WASM)) });
}

/** The first picture of a JPEG XL as sRGB on white, turned and mirrored as its header says. */
export const jxl: PlainReader = async ({ path, into }) => {
	const size = checkedSize(path);
	const { decode } = await library();
	const read = readWith(decode, readFileSync(path), size.width * size.height);
	const isTurned = read.width === size.height && read.height === size.width;
	if (!isTurned && (read.width !== size.width || read.height !== size.height))
		throw new Unpicturable('unreadable');
	const { width, height } = read;
	return { path: writePlain(into, { width, height, colours: 'rgb' }, onWhite(read)) };
};

function checkedSize(path: string) {
	const fd = openSync(path, 'r');
	try {
		const size = jxlSize({ fd, bytes: fstatSync(fd).size });
		if (size.width * size.height > MOST_PIXELS) throw new Unpicturable('too-many-pixels');
		return size;
	} finally {
		closeSync(fd);
	}
}

function readWith(decode: Jxl['decode'], bytes: Uint8Array, pixels: number): Picture {
	let read: Picture | null;
	try {
		read = decode(bytes);
	} catch (error) {
		// what C++ throws is a number, or a pair; without memory it stops
		const isMemory = /abort|memory|bad_alloc/i.test(String(error));
		throw new Unpicturable(isMemory ? 'too-much-memory' : 'unreadable');
	}
	if (!read) throw new Unpicturable(pixels > SURELY_FITTING_PIXELS ? 'too-much-memory' : 'unreadable');
	return read;
}

function* onWhite({ data, width, height }: Picture): Generator<Uint8Array> {
	const row = new Uint8Array(width * 3);
	for (let y = 0, at = 0; y < height; y++) {
		for (let to = 0; to < row.length; at += 4) {
			const alpha = data[at + 3] ?? 255;
			for (let band = 0; band < 3; band++, to++) {
				const value = data[at + band] ?? 0;
				row[to] = alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255);
			}
		}
		yield row;
	}
}
