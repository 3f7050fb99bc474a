export type TiffOptions = {
	width: number;
	height: number;
	samples: number;
	/** 1 grey, 2 RGB, 5 CMYK. */
	photometric: 1 | 2 | 5;
	/** What the channels beyond the colours are: 0 a selection, 1 and 2 transparency; undefined: the tag is missing. */
	extra?: readonly number[];
	bits?: 8 | 16;
	/** One byte a sample; of 16 bits both bytes are the same. */
	sample: (channel: number, pixel: number) => number;
};

type Tag = [tag: number, type: 3 | 4, values: readonly number[]];

/** An uncompressed TIFF with any channels, as Photoshop writes saved selections and no library here does. */
export function tiff({ width, height, samples, photometric, extra, bits = 8, sample }: TiffOptions): Buffer {
	const repeat = bits / 8;
	const data = Buffer.from(
		Array.from({ length: width * height * samples * repeat }, (_, i) => {
			const at = Math.floor(i / repeat);
			return sample(at % samples, Math.floor(at / samples));
		})
	);
	const tags: Tag[] = [
		[256, 4, [width]],
		[257, 4, [height]],
		[258, 3, Array<number>(samples).fill(bits)],
		[259, 3, [1]],
		[262, 3, [photometric]],
		[273, 4, [0]],
		[277, 3, [samples]],
		[278, 4, [height]],
		[279, 4, [data.length]],
		[284, 3, [1]],
		...(extra ? [[338, 3, extra] satisfies Tag] : [])
	];
	const table = Buffer.alloc(2 + tags.length * 12 + 4);
	table.writeUInt16LE(tags.length, 0);
	const behind: Buffer[] = [];
	let end = 8 + table.length;
	for (const [i, [tag, type, values]] of tags.entries()) {
		const at = 2 + i * 12;
		const size = type === 3 ? 2 : 4;
		table.writeUInt16LE(tag, at);
		table.writeUInt16LE(type, at + 2);
		table.writeUInt32LE(values.length, at + 4);
		const bytes = Buffer.alloc(Math.max(4, values.length * size));
		for (const [j, value] of values.entries()) bytes.writeUIntLE(value, j * size, size);
		if (values.length * size <= 4) bytes.copy(table, at + 8);
		else {
			table.writeUInt32LE(end, at + 8);
			behind.push(bytes);
			end += bytes.length;
		}
	}
	table.writeUInt32LE(end, 2 + tags.findIndex(([tag]) => tag === 273) * 12 + 8);
	return Buffer.concat([Buffer.from('II*\0\u0008\0\0\0', 'latin1'), table, ...behind, data]);
}
