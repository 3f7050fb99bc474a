import { box } from '../capture/made.fixture.ts';

/** 64 × 48 pixels of HEVC: red and green above blue and yellow; made by x265 (`-crf 12`, full range, BT.709). */
const HEVC = Buffer.from(
	'AAAAAUABDAH//wFgAAADAJAAAAMAAAMAHpWYCQAAAAFCAQEBYAAAAwCQAAADAAADAB6gIIMWWVmuTK8BbgQEAggAAAMACAAAAwDIQAAAAAFEAcFz0IkA' +
		'AAEoAa8J4CNNP/7MB/8vLQ9mdXa4riLiWtVPyWf9IzZNw74W301zdvpf1Db+W6VRE5Ie/xlxN9sK36psNzqaoQ0TrSCDnWbul7n7lC+Om1XgTj1IQ5y7' +
		'vC67CMqKS1cOYC67PWcg',
	'base64'
);

/** Red, green, blue, yellow. */
export const QUADRANTS = [
	[200, 40, 40],
	[40, 160, 60],
	[40, 60, 180],
	[220, 200, 60]
] as const;

const u8 = (...values: number[]) => Buffer.from(values);
const u16 = (...values: number[]) => Buffer.concat(values.map((value) => u8(value >> 8, value & 255)));
const u32 = (value: number) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
};
const full = (type: string, version: number, ...content: Buffer[]) =>
	box(type, u8(version, 0, 0, 0), ...content);

/** The units of a stream: parameter sets first, the picture last. */
function units(stream: Buffer): Buffer[] {
	return stream
		.toString('latin1')
		.split(/\0?\0\0\x01/)
		.filter(Boolean)
		.map((unit) => Buffer.from(unit, 'latin1'));
}

const withLength = (unit: Buffer) => Buffer.concat([u32(unit.length), unit]);

function hvcC(sets: Buffer[]) {
	const arrays = sets.map((set) => Buffer.concat([u8(0x80 | ((set[0] ?? 0) >> 1)), u16(1, set.length), set]));
	return box('hvcC', u8(1), Buffer.alloc(20), u8(0x0f, sets.length), ...arrays);
}

export type HeicOptions = {
	width?: number;
	height?: number;
	/** Quarter turns against the clock. */
	turns?: 0 | 1 | 2 | 3;
	/** 0 swaps above and below, 1 left and right. */
	mirror?: 0 | 1;
	icc?: Buffer;
	/** Primaries and transfer of H.273. */
	nclx?: [number, number];
	/** Further pictures before the primary one, as bursts have them. */
	burst?: number;
};

/** A HEIC file of one HEVC picture, as phones write it; `width` and `height` say what they like. */
export function heicOf({ width = 64, height = 48, turns, mirror, icc, nclx, burst = 0 }: HeicOptions = {}) {
	const all = units(HEVC);
	const picture = withLength(all.at(-1) ?? Buffer.alloc(0));
	const properties = [
		hvcC(all.slice(0, -1)),
		full('ispe', 0, u32(width), u32(height)),
		...(icc ? [box('colr', Buffer.from('prof'), icc)] : []),
		...(nclx ? [box('colr', Buffer.from('nclx'), u16(...nclx, 1), u8(0x80))] : []),
		...(turns === undefined ? [] : [box('irot', u8(turns))]),
		...(mirror === undefined ? [] : [box('imir', u8(mirror))])
	];
	const ids = Array.from({ length: burst + 1 }, (_, i) => i + 1);
	const applied = properties.map((_, i) => 0x80 | (i + 1));
	// what stands before the primary one is not turned, so that a mix-up shows
	const plain = applied.slice(0, 2);
	const primary = burst + 1;
	const ipma = ids.map((id) => {
		const these = id === primary ? applied : plain;
		return Buffer.concat([u16(id), u8(these.length), u8(...these)]);
	});
	const meta = (at: number) =>
		full(
			'meta',
			0,
			full('hdlr', 0, Buffer.alloc(4), Buffer.from('pict'), Buffer.alloc(13)),
			full('pitm', 0, u16(primary)),
			full(
				'iloc',
				0,
				u8(0x44, 0),
				u16(ids.length),
				...ids.map((id) => Buffer.concat([u16(id, 0, 1), u32(at), u32(picture.length)]))
			),
			full(
				'iinf',
				0,
				u16(ids.length),
				...ids.map((id) => full('infe', 2, u16(id, 0), Buffer.from('hvc1\0')))
			),
			box('iprp', box('ipco', ...properties), full('ipma', 0, u32(ids.length), ...ipma))
		);
	const ftyp = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic'));
	const before = ftyp.length + meta(0).length + 8;
	return Buffer.concat([ftyp, meta(before), box('mdat', picture)]);
}
