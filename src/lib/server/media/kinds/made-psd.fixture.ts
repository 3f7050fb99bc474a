// A PSD of four quarters, made by the rules of its format; no program is asked.

export type PsdOptions = {
	width?: number;
	height?: number;
	/** As the file says it; nothing more is written than `rows` of it. */
	rows?: number;
	/** 1 grey, 2 indexed, 3 RGB, 4 CMYK, 9 Lab. */
	mode?: number;
	bits?: 8 | 16 | 32;
	isLarge?: boolean;
	isPacked?: boolean;
	/** What Photoshop writes where a file is saved without its merged picture. */
	hasPicture?: boolean;
	icc?: Buffer;
	/** Bytes of layers in front of the picture. */
	layers?: number;
	/** Values of each channel in the four quarters, from the left above. */
	quarters?: readonly (readonly number[])[];
	/** Further channels, of selections that were saved. */
	extra?: number;
};

export const RGB_QUARTERS = [
	[200, 30, 30],
	[30, 180, 40],
	[30, 40, 190],
	[220, 200, 40]
] as const;

const u16 = (value: number) => Buffer.of(value >> 8, value & 255);
const u32 = (value: number) => Buffer.concat([u16(Math.floor(value / 65_536)), u16(value % 65_536)]);
const measured = (bytes: Buffer) => Buffer.concat([u32(bytes.length), bytes]);

const resource = (id: number, bytes: Buffer) =>
	Buffer.concat([
		Buffer.from('8BIM'),
		u16(id),
		Buffer.alloc(2),
		measured(bytes),
		Buffer.alloc(bytes.length % 2)
	]);

/** PackBits: runs of what is alike, and one run of single bytes to begin with, as real writers mix them. */
function packed(row: Buffer): Buffer {
	const first = Math.min(3, row.length);
	const parts = [Buffer.of(first - 1), row.subarray(0, first)];
	for (let at = first; at < row.length;) {
		let count = 1;
		while (count < 128 && at + count < row.length && row[at + count] === row[at]) count++;
		parts.push(count === 1 ? Buffer.of(0, row[at] ?? 0) : Buffer.of(257 - count, row[at] ?? 0));
		at += count;
	}
	return Buffer.concat(parts);
}

export function psdOf(options: PsdOptions = {}): Buffer {
	const {
		width = 64,
		height = 48,
		mode = 3,
		bits = 8,
		isLarge = false,
		isPacked = true,
		layers = 100
	} = options;
	const { quarters = RGB_QUARTERS, hasPicture = true, icc, extra = 0, rows = height } = options;
	const count = (quarters[0]?.length ?? 0) + extra;
	const rowOf = (channel: number, y: number) => {
		const row = Buffer.alloc((width * bits) / 8);
		for (let x = 0; x < width; x++) {
			const quarter = quarters[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)];
			const value = quarter?.[channel] ?? 77;
			for (let byte = 0; byte < bits / 8; byte++) row[(x * bits) / 8 + byte] = value;
		}
		return row;
	};
	const table = Buffer.concat(
		[0, 1, 2].map((band) => Buffer.from(Array.from({ length: 256 }, (_, i) => RGB_QUARTERS[i]?.[band] ?? 0)))
	);
	const written = Array.from({ length: count }, (_, channel) =>
		Array.from({ length: rows }, (_, y) => rowOf(channel, y))
	).flat();
	const body = isPacked ? written.map(packed) : written;
	const lengths = body.map(({ length }) => (isLarge ? u32(length) : u16(length)));
	const version = Buffer.concat([u32(1), Buffer.of(hasPicture ? 1 : 0), u32(0), u32(0), u32(1)]);
	return Buffer.concat([
		...[Buffer.from('8BPS'), u16(isLarge ? 2 : 1), Buffer.alloc(6), u16(count), u32(height), u32(width)],
		...[u16(bits), u16(mode), measured(mode === 2 ? table : Buffer.alloc(0))],
		measured(
			Buffer.concat([
				resource(1005, Buffer.alloc(17)),
				resource(1057, version),
				...(icc ? [resource(1039, icc)] : [])
			])
		),
		...[isLarge ? u32(0) : Buffer.alloc(0), measured(Buffer.alloc(layers, 0xab))],
		...[u16(isPacked ? 1 : 0), ...(isPacked ? lengths : []), ...body]
	]);
}
