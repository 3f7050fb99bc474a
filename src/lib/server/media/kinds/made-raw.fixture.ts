import sharp from 'sharp';
import { box, canonUuid } from '../capture/made.fixture.ts';
import { QUADRANTS } from './made-heic.fixture.ts';

/** A JPEG of four quarters: red and green above blue and yellow. */
export async function quartersJpeg(width = 1200, height = 800, orientation?: number): Promise<Buffer> {
	const image = sharp(Buffer.from(QUADRANTS.flat()), { raw: { width: 2, height: 2, channels: 3 } })
		.resize(width, height, { kernel: 'nearest' })
		.jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
	return (orientation === undefined ? image : image.withMetadata({ orientation })).toBuffer();
}

/** What a sensor wrote: noise, with starts of JPEGs that are none. */
export function sensorData(bytes: number): Buffer {
	let state = 7;
	const noise = Buffer.from(
		Array.from({ length: bytes }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24)
	);
	for (let at = 100; at + 40 < bytes; at += 5000) Buffer.from('ffd8ffe0ffd8ff', 'hex').copy(noise, at);
	return noise;
}

export type RawOptions = {
	/** From small to large, as cameras write them. */
	jpegs: readonly Buffer[];
	orientation?: number;
	/** EXIF's ColorSpace. */
	colourSpace?: number;
	sensor?: Buffer;
};

type Tag = [tag: number, type: 3 | 4, value: number];

function directory(tags: readonly Tag[]): Buffer {
	const bytes = Buffer.alloc(2 + tags.length * 12 + 4);
	bytes.writeUInt16LE(tags.length);
	for (const [i, [tag, type, value]] of tags.entries()) {
		bytes.writeUInt16LE(tag, 2 + i * 12);
		bytes.writeUInt16LE(type, 4 + i * 12);
		bytes.writeUInt32LE(1, 6 + i * 12);
		if (type === 3) bytes.writeUInt16LE(value, 10 + i * 12);
		else bytes.writeUInt32LE(value, 10 + i * 12);
	}
	return bytes;
}

const FIRST_BYTES = 2 + 3 * 12 + 4;
const EXIF_AT = 8 + FIRST_BYTES;
const SENSOR_AT = EXIF_AT + 2 + 12 + 4;
const DATA_AT = SENSOR_AT + 2 + 2 * 12 + 4;

/** Built like a TIFF: NEF, CR2, ARW, DNG, PEF, SRW and with another mark ORF and RW2. */
export function tiffRaw(
	{ jpegs, orientation = 1, colourSpace = 1, sensor = sensorData(20_000) }: RawOptions,
	mark = 'II*\0'
): Buffer {
	const pictures = Buffer.concat([...jpegs]);
	return Buffer.concat([
		Buffer.from(`${mark}\u0008\0\0\0`, 'latin1'),
		directory([
			[274, 3, orientation],
			[330, 4, SENSOR_AT],
			[0x8769, 4, EXIF_AT]
		]),
		directory([[0xa001, 3, colourSpace]]),
		directory([
			[273, 4, DATA_AT + pictures.length],
			[279, 4, sensor.length]
		]),
		pictures,
		sensor
	]);
}

/** Canon's boxes: directories as blocks, pictures and sensor data in one box. */
export function cr3Of({ jpegs, orientation = 1, sensor = sensorData(20_000) }: RawOptions): Buffer {
	const block = (...tags: Tag[]) =>
		Buffer.concat([Buffer.from('II*\0\u0008\0\0\0', 'latin1'), directory(tags)]);
	return Buffer.concat([
		box('ftyp', Buffer.from('crx \0\0\0\x01crx isom')),
		box('moov', box('uuid', canonUuid, box('CMT1', block([274, 3, orientation])))),
		box('mdat', ...jpegs, sensor)
	]);
}

/** Fuji's: places and lengths in its head, the JPEG a whole one with EXIF of its own. */
export function rafOf({ jpegs, sensor = sensorData(20_000) }: RawOptions): Buffer {
	const pictures = Buffer.concat([...jpegs]);
	const head = Buffer.alloc(148);
	head.write('FUJIFILMCCD-RAW 0201');
	for (const [i, value] of [148, pictures.length, 0, 0, 148 + pictures.length, sensor.length].entries())
		head.writeUInt32BE(value, 84 + i * 4);
	return Buffer.concat([head, pictures, sensor]);
}
