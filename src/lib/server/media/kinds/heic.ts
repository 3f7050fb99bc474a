import { readFileSync } from 'node:fs';
import type { Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import { Unpicturable } from '../faults.ts';
import { MOST_PIXELS } from '../open.ts';
import { profileOfNclx } from './nclx.ts';
import { writePlain, type Plain, type PlainReader, type Raster } from './plain.ts';

/** heif_error_code, and its suberror for an end that comes too early (heif_error.h). */
const errors = { fileType: 3, feature: 4, memory: 6, early: 100 } as const;
const [RGB, INTERLEAVED] = [1, 10];
const chroma = { rgb: 10, rgba: 11 } as const;
/** Where heif_decoding_options keeps whether what is missing is an error. */
const STRICT_AT = 21;
/** A memory that has grown is never given back: beyond this the next picture gets a new one. */
const KEPT_BYTES = 192 << 20;

let kept: Libheif | undefined;

async function library(): Promise<Libheif> {
	if (kept && kept.HEAPU8.length <= KEPT_BYTES) return kept;
	const { default: start } = await import('libheif-js/libheif-wasm/libheif-bundle.mjs');
	return (kept = await start());
}

const wordAt = ({ HEAPU8: { buffer } }: Libheif, at: number) => new DataView(buffer).getUint32(at, true);

/** Calls what writes a heif_error, and throws it unless it says that all is well. */
function checked(lib: Libheif, error: number, call: () => void) {
	call();
	const [code, detail] = [wordAt(lib, error), wordAt(lib, error + 4)];
	if (code === 0) return;
	if (code === errors.memory) throw new Unpicturable('too-much-memory');
	if (code === errors.fileType || code === errors.feature) throw new Unpicturable('unsupported');
	throw new Unpicturable(detail === errors.early ? 'truncated' : 'unreadable');
}

/**
 * The primary picture of a HEIC or HEIF file, turned and mirrored as it says, with its profile; gain maps, depth and the
 * other frames of a burst are left alone.
 */
export const heic: PlainReader = async ({ path, into }) => {
	const lib = await library();
	try {
		return read(lib, readFileSync(path), into);
	} catch (error) {
		// whatever it held when it stopped is not given back
		kept = undefined;
		throw error;
	}
};

function read(lib: Libheif, bytes: Buffer, into: string): Plain {
	const [source, scratch] = [lib._malloc(bytes.length), lib._malloc(64)];
	if (!source || !scratch) throw new Unpicturable('too-much-memory');
	lib.HEAPU8.set(bytes, source);
	const context = lib._heif_context_alloc();
	const [error, out] = [scratch, scratch + 12];
	const ask = (call: (error: number) => void) => checked(lib, error, () => call(error));
	ask((e) => lib._heif_context_read_from_memory_without_copy(e, context, source, bytes.length, 0));
	ask((e) => lib._heif_context_get_primary_image_handle(e, context, out));
	const handle = wordAt(lib, out);
	const plain = readImage(lib, handle, { out, error, into });
	lib._heif_image_handle_release(handle);
	lib._heif_context_free(context);
	for (const at of [source, scratch]) lib._free(at);
	return plain;
}

type Scratch = { out: number; error: number; into: string };

function readImage(lib: Libheif, handle: number, { out, error, into }: Scratch): Plain {
	const [width, height] = [
		lib._heif_image_handle_get_width(handle),
		lib._heif_image_handle_get_height(handle)
	];
	if (width < 1 || height < 1) throw new Unpicturable('unreadable');
	if (width * height > MOST_PIXELS) throw new Unpicturable('too-many-pixels');
	const colours = lib._heif_image_handle_has_alpha_channel(handle) ? 'rgba' : 'rgb';
	const options = lib._heif_decoding_options_alloc();
	lib.HEAPU8[options + STRICT_AT] = 1;
	checked(lib, error, () => lib._heif_decode_image(error, handle, out, RGB, chroma[colours], options));
	lib._heif_decoding_options_free(options);
	const image = wordAt(lib, out);
	const raster = { width, height, colours, icc: profileOf(lib, handle, error, out) } as const;
	const hasWarnings = lib._heif_image_get_decoding_warnings(image, 0, error, 1) > 0;
	const path = writePlain(into, raster, rowsOf(lib, image, raster, out));
	lib._heif_image_release(image);
	return { path, ...(hasWarnings ? { remark: 'corrupt' } : {}) };
}

function* rowsOf(
	lib: Libheif,
	image: number,
	{ width, height, colours }: Raster,
	out: number
): Generator<Uint8Array> {
	const plane = lib._heif_image_get_plane_readonly(image, INTERLEAVED, out);
	const [stride, bytes] = [wordAt(lib, out), width * colours.length];
	const isSame =
		lib._heif_image_get_width(image, INTERLEAVED) === width &&
		lib._heif_image_get_height(image, INTERLEAVED) === height;
	if (!plane || !isSame) throw new Unpicturable('unreadable');
	if (stride === bytes) yield lib.HEAPU8.subarray(plane, plane + bytes * height);
	else
		for (let row = 0; row < height; row++)
			yield lib.HEAPU8.subarray(plane + row * stride, plane + row * stride + bytes);
}

function profileOf(lib: Libheif, handle: number, error: number, out: number): Uint8Array | undefined {
	const size = lib._heif_image_handle_get_raw_color_profile_size(handle);
	if (size > 0) {
		const at = lib._malloc(size);
		checked(lib, error, () => lib._heif_image_handle_get_raw_color_profile(error, handle, at));
		const profile = lib.HEAPU8.slice(at, at + size);
		lib._free(at);
		return profile;
	}
	lib._heif_image_handle_get_nclx_color_profile(error, handle, out);
	if (wordAt(lib, error) !== 0) return undefined;
	// a version, then primaries and transfer as H.273 numbers them
	const nclx = wordAt(lib, out);
	return profileOfNclx(wordAt(lib, nclx + 4), wordAt(lib, nclx + 8));
}
