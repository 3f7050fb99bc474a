import { Unpicturable } from '../faults.ts';
import { readAt, type Bytes } from './psd-bytes.ts';

/** Where the merged picture stands in a PSD or PSB, and how (Adobe Photoshop File Formats Specification). */
export type Layout = {
	width: number;
	height: number;
	channels: number;
	bytesPerSample: 1 | 2;
	mode: (typeof modes)[keyof typeof modes];
	/** A large document: its rows are counted in four bytes. */
	isLarge: boolean;
	/** Of the table of an indexed picture. */
	coloursAt: number;
	icc: Uint8Array | undefined;
	isPacked: boolean;
	dataAt: number;
};

const modes = { 1: 'grey', 2: 'indexed', 3: 'rgb', 4: 'cmyk', 8: 'duotone', 9: 'lab' } as const;
const isMode = (mode: number): mode is keyof typeof modes => Object.hasOwn(modes, mode);

const HEAD_BYTES = 26;
const LARGEST_SIDE = { psd: 30_000, psb: 300_000 } as const;
const MOST_CHANNELS = 56;
const MOST_ICC_BYTES = 8 << 20;
const resources = { icc: 1039, version: 1057 } as const;

export function readLayout(file: Bytes): Layout {
	const head = readAt(file, 0, HEAD_BYTES);
	const isLarge = head.readUInt16BE(4) === 2;
	const [channels, height, width] = [head.readUInt16BE(12), head.readUInt32BE(14), head.readUInt32BE(18)];
	const [bits, mode] = [head.readUInt16BE(22), head.readUInt16BE(24)];
	const isSound = channels >= 1 && channels <= MOST_CHANNELS && width >= 1 && height >= 1;
	const side = LARGEST_SIDE[isLarge ? 'psb' : 'psd'];
	if (!isSound || width > side || height > side) throw new Unpicturable('unreadable');
	// bitmaps, 32 bits and loose channels: nothing that is a photograph
	if (!isMode(mode) || (bits !== 8 && bits !== 16)) throw new Unpicturable('unsupported');
	const lengthAt = (at: number) => readAt(file, at, 4).readUInt32BE();
	const coloursAt = HEAD_BYTES + 4;
	const resourcesAt = coloursAt + lengthAt(HEAD_BYTES) + 4;
	const layersAt = resourcesAt + lengthAt(resourcesAt - 4);
	const layersBytes = isLarge ? Number(readAt(file, layersAt, 8).readBigUInt64BE()) : lengthAt(layersAt);
	const pictureAt = layersAt + (isLarge ? 8 : 4) + layersBytes;
	const { icc, hasPicture } = readResources(file, resourcesAt, layersAt);
	if (!hasPicture) throw new Unpicturable('unsupported');
	const packing = readAt(file, pictureAt, 2).readUInt16BE();
	if (packing > 3) throw new Unpicturable('unreadable');
	if (packing > 1) throw new Unpicturable('unsupported');
	const where = { isLarge, coloursAt, dataAt: pictureAt + 2, isPacked: packing === 1 };
	const bytesPerSample = bits === 16 ? 2 : 1;
	return { width, height, channels, bytesPerSample, mode: modes[mode], icc, ...where };
}

/** The profile, and whether Photoshop says that it kept the merged picture; a list that breaks off says no more. */
function readResources(file: Bytes, from: number, to: number) {
	let [icc, hasPicture]: [Uint8Array | undefined, boolean] = [undefined, true];
	for (let at = from; at + 12 <= to;) {
		const head = readAt(file, at, 7);
		if (head.toString('latin1', 0, 4) !== '8BIM') break;
		const nameBytes = 1 + head.readUInt8(6);
		const sizeAt = at + 6 + nameBytes + (nameBytes % 2);
		const [id, size] = [head.readUInt16BE(4), readAt(file, sizeAt, 4).readUInt32BE()];
		if (sizeAt + 4 + size > to) break;
		if (id === resources.icc && size >= 128 && size <= MOST_ICC_BYTES) icc = readAt(file, sizeAt + 4, size);
		if (id === resources.version && size >= 5) hasPicture = readAt(file, sizeAt + 4, 5).readUInt8(4) !== 0;
		at = sizeAt + 4 + size + (size % 2);
	}
	return { icc, hasPicture };
}
