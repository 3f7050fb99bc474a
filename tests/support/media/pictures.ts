import sharp from 'sharp';

export type PictureOptions = {
	/** Pictures of different seeds look different (likeness hashes far apart), of the same seed alike. */
	seed?: number;
	width?: number;
	height?: number;
	/** ms since the epoch; written with milliseconds and UTC. */
	takenAt?: number;
	camera?: { make: string; model: string };
	rawFileName?: string;
	/** EXIF orientation, 1-8 (or nonsense, which is the test's business). */
	orientation?: number;
};

const CELLS = { width: 9, height: 8 };

/** Small deterministic generator (mulberry32). */
function randomFrom(seed: number) {
	let state = (seed + 1) * 0x9e3779b9;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const exifTime = (ms: number) =>
	new Date(ms).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');

/** As sharp takes it. */
export function exifOf({ takenAt, camera }: PictureOptions) {
	return {
		...(camera && { IFD0: { Make: camera.make, Model: camera.model } }),
		...(takenAt !== undefined && {
			IFD2: {
				DateTimeOriginal: exifTime(takenAt),
				SubSecTimeOriginal: String(((takenAt % 1000) + 1000) % 1000).padStart(3, '0'),
				OffsetTimeOriginal: '+00:00'
			}
		})
	};
}

const xmpOf = (rawFileName: string) => `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:RawFileName="${rawFileName}"/></rdf:RDF></x:xmpmeta>`;

/** A JPEG of soft coloured fields, made in a few milliseconds. */
export async function picture(options: PictureOptions = {}): Promise<Buffer> {
	const { seed = 1, width = 1200, height = 800, orientation, rawFileName } = options;
	const random = randomFrom(seed);
	const cells = Buffer.from(
		Array.from({ length: CELLS.width * CELLS.height * 3 }, () => Math.floor(random() * 256))
	);
	let image = sharp(cells, { raw: { ...CELLS, channels: 3 } })
		.resize(width, height, { fit: 'fill', kernel: 'cubic' })
		.withExif(exifOf(options));
	if (orientation !== undefined) image = image.withMetadata({ orientation });
	if (rawFileName !== undefined) image = image.withXmp(xmpOf(rawFileName));
	return image.jpeg({ quality: 85 }).toBuffer();
}

/** The same file with its last part missing, as after an upload that was cut off. */
export const damaged = (jpeg: Buffer) => jpeg.subarray(0, Math.floor(jpeg.length * 0.6));
