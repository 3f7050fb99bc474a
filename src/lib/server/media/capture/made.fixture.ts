/** A TIFF block whose directories hold these texts; `exif` lies in a directory of its own, as cameras write it. */
export function tiffBlock(
	main: Record<number, string>,
	exif: Record<number, string> = {},
	{ mark = 'II*\0', isBig = false } = {}
) {
	const head = Buffer.alloc(8);
	head.write(mark, 'latin1');
	const put32 = (buffer: Buffer, value: number, at: number) =>
		isBig ? buffer.writeUInt32BE(value, at) : buffer.writeUInt32LE(value, at);
	const put16 = (buffer: Buffer, value: number, at: number) =>
		isBig ? buffer.writeUInt16BE(value, at) : buffer.writeUInt16LE(value, at);
	put32(head, 8, 4);
	const directory = (texts: Record<number, string>, start: number, next?: (end: number) => number) => {
		const tags = Object.entries(texts).map(([tag, text]) => ({
			tag: Number(tag),
			bytes: Buffer.from(`${text}\0`)
		}));
		const count = tags.length + (next ? 1 : 0);
		const table = Buffer.alloc(2 + count * 12 + 4);
		put16(table, count, 0);
		let end = start + table.length;
		for (const [i, { tag, bytes }] of tags.entries()) {
			const at = 2 + i * 12;
			put16(table, tag, at);
			put16(table, 2, at + 2);
			put32(table, bytes.length, at + 4);
			if (bytes.length <= 4) bytes.copy(table, at + 8);
			else {
				put32(table, end, at + 8);
				end += bytes.length;
			}
		}
		if (next) {
			const at = 2 + tags.length * 12;
			put16(table, 0x8769, at);
			put16(table, 4, at + 2);
			put32(table, 1, at + 4);
			put32(table, next(end), at + 8);
		}
		return {
			bytes: Buffer.concat([table, ...tags.map(({ bytes }) => bytes).filter(({ length }) => length > 4)]),
			end
		};
	};
	const hasExif = Object.keys(exif).length > 0;
	const first = directory(main, 8, hasExif ? (end) => end : undefined);
	return Buffer.concat([head, first.bytes, ...(hasExif ? [directory(exif, first.end).bytes] : [])]);
}

export const box = (type: string, ...content: Buffer[]) => {
	const head = Buffer.alloc(8);
	head.writeUInt32BE(8 + content.reduce((sum, { length }) => sum + length, 0));
	head.write(type, 4, 'latin1');
	return Buffer.concat([head, ...content]);
};

/** mvhd or tkhd of version 0 or 1; `seconds` since 1904. */
export function headBox(type: 'mvhd' | 'tkhd', seconds: number, version: 0 | 1 = 0) {
	const content = Buffer.alloc(100);
	content[0] = version;
	if (version === 1) content.writeBigUInt64BE(BigInt(seconds), 4);
	else content.writeUInt32BE(seconds, 4);
	return box(type, content);
}

export const secondsSince1904 = (text: string) => (Date.parse(text) - Date.UTC(1904, 0, 1)) / 1000;

const u32 = (value: number) => {
	const buffer = Buffer.alloc(4);
	buffer.writeUInt32BE(value);
	return buffer;
};
const none = u32(0);

/** `moov/meta` with named texts, as phones write it: in QuickTime's way, or in ISO's with its four bytes more. */
export function keysBox(texts: Record<string, string>, isIso = false) {
	const names = Object.keys(texts).map((name) => box('mdta', Buffer.from(name)));
	const items = Object.values(texts).map((text, i) =>
		box(u32(i + 1).toString('latin1'), box('data', u32(1), none, Buffer.from(text)))
	);
	const inside = [
		box('hdlr', Buffer.alloc(24)),
		box('keys', none, u32(names.length), ...names),
		box('ilst', ...items)
	];
	return box('meta', ...(isIso ? [none] : []), ...inside);
}

/** QuickTime's text of a user: its length, a language, the letters. */
export function userText(type: string, text: string) {
	const head = Buffer.alloc(4);
	head.writeUInt16BE(Buffer.byteLength(text));
	return box(type, head, Buffer.from(text));
}

export const canonUuid = Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex');

/** One data set of IPTC's second record. */
export function iptcSet(set: number, text: string) {
	const head = Buffer.from([0x1c, 2, set, 0, 0]);
	head.writeUInt16BE(text.length, 3);
	return Buffer.concat([head, Buffer.from(text)]);
}
