import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import exifr from 'exifr';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProductSpec } from '#lib/domain/products/spec.ts';
import { sharedMedia } from '#tests/support/media/media.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { tiff } from '#tests/support/media/tiff.ts';
import { fulfil } from '../picture.ts';
import { productFile } from './file.ts';

let root: string;
let count = 0;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'product-'));
});
afterAll(() => rm(root, { recursive: true }));

const plain: ProductSpec = {
	size: { by: 'edge', edge: 300 },
	format: 'jpeg',
	quality: 85,
	dpi: null,
	space: 'srgb',
	sharpening: 'none',
	metadata: 'none',
	copyright: '',
	creator: '',
	caption: ''
};

async function answerTo(original: Buffer | string, change: Partial<ProductSpec>, kind = 'jpeg') {
	const spec = { ...plain, ...change };
	const path = typeof original === 'string' ? original : join(root, `${count++}.bin`);
	if (typeof original !== 'string') await writeFile(path, original);
	const answer = await fulfil({ do: 'product', path, kind, into: root, spec }, null);
	return { answer, spec };
}

async function made(original: Buffer | string, change: Partial<ProductSpec> = {}, kind = 'jpeg') {
	const { answer, spec } = await answerTo(original, change, kind);
	expect(answer.outcome).toBe('produced');
	const bytes = await readFile(join(root, productFile(spec)));
	return { answer, bytes, head: await sharp(bytes).metadata() };
}

test('nothing is made of what is no picture', async () => {
	const { answer } = await answerTo(Buffer.from('%PDF-1.4'), {}, 'pdf');
	expect(answer.outcome).toBe('kept');
	await expect(answerTo(Buffer.from('no picture'), {})).rejects.toThrow();
});

describe('a product', () => {
	test.each<[ProductSpec['format'], string]>([
		['jpeg', 'jpeg'],
		['png', 'png'],
		['tiff', 'tiff'],
		['webp', 'webp']
	])('as %s is one, in the size that was asked for', async (format, expected) => {
		const { answer, head } = await made(await picture(), { format });
		expect(head).toMatchObject({ format: expected, width: 300, height: 200 });
		expect(answer).toEqual({ outcome: 'produced', width: 300, height: 200 });
	});

	test('is never larger than its original', async () => {
		for (const size of [{ by: 'edge', edge: 5000 } as const, { by: 'original' } as const])
			expect((await made(await picture({ width: 320, height: 240 }), { size })).head).toMatchObject({
				width: 320,
				height: 240
			});
	});

	test.each([1, 2, 3, 4, 5, 6, 7, 8])('stands upright (orientation %i)', async (orientation) => {
		const { head } = await made(await picture({ orientation }), { metadata: 'all' });
		expect(head).toMatchObject(orientation > 4 ? { width: 200, height: 300 } : { width: 300, height: 200 });
		expect([undefined, 1]).toContain(head.orientation);
	});

	test('says how large it is on paper without another pixel', async () => {
		const { head } = await made(await picture(), { dpi: 300 });
		expect(head).toMatchObject({ density: 300, width: 300 });
	});

	test('is larger in bytes at a higher quality, and sharper where it is sharpened', async () => {
		const original = await picture();
		const [low, high] = [await made(original, { quality: 40 }), await made(original, { quality: 95 })];
		expect(high.bytes.length).toBeGreaterThan(low.bytes.length);
		const png = { format: 'png', size: { by: 'original' } } as const;
		const deviation = async (sharpening: ProductSpec['sharpening']) => {
			const { bytes } = await made(original, { ...png, sharpening });
			return (await sharp(bytes).stats()).sharpness;
		};
		const [none, screen, print] = [
			await deviation('none'),
			await deviation('screen'),
			await deviation('print')
		];
		expect(screen).toBeGreaterThan(none);
		expect(print).toBeGreaterThan(screen);
	});

	test('of a TIFF with a saved selection has its colours', async () => {
		const original = tiff({
			width: 40,
			height: 30,
			samples: 4,
			photometric: 2,
			extra: [0],
			sample: (channel, pixel) => [180, 90, 40][channel] ?? (pixel % 2 ? 255 : 0)
		});
		const { bytes } = await made(original, { format: 'png', size: { by: 'original' } }, 'tiff');
		expect((await sharp(bytes).raw().toBuffer()).subarray(0, 3)).toEqual(Buffer.from([180, 90, 40]));
	});
});

const adobe = sharedMedia('formats/jpeg-adobergb.jpg');
const namesOf = async (icc: Buffer | undefined) =>
	icc
		?.toString('latin1')
		.replaceAll('\0', '')
		.match(/sRGB|P3|Adobe RGB/)?.[0];

describe.skipIf(!adobe)('of colours that sRGB does not hold (needs the shared media)', () => {
	const original = adobe ?? '';
	/** All of it as green as Adobe RGB can say. */
	async function green() {
		const image = sharp(original).keepIccProfile().linear([0, 0, 0], [0, 255, 0]);
		return image.tiff({ compression: 'none' }).toBuffer();
	}
	const first = async (bytes: Buffer) => [
		...(await sharp(bytes, { ignoreIcc: true }).raw().toBuffer()).subarray(0, 3)
	];

	test.each<[ProductSpec['space'], string, (pixel: number[]) => boolean]>([
		['srgb', 'sRGB', ([red = 9, tone, blue = 9]) => red < 3 && tone === 255 && blue < 3],
		['p3', 'P3', ([red = 99, , blue = 0]) => red < 10 && blue > 30 && blue < 60],
		['own', 'Adobe RGB', ([red = 9, tone, blue = 9]) => red < 3 && tone === 255 && blue < 3]
	])('%s has the profile %s, and these', async (space, profile, isRight) => {
		const { bytes, head } = await made(await green(), { space, format: 'png' }, 'tiff');
		expect(await namesOf(head.icc)).toBe(profile);
		expect(await first(bytes)).toSatisfy(isRight);
	});
});

/** Everything in a file that tells of more than pixels, by exiftool's own names; by exifr where that is missing. */
const hasExiftool = spawnSync('exiftool', ['-ver']).status === 0;
const TECHNICAL =
	/^(SourceFile|ExifTool|File|Composite|JFIF|ICC_Profile|PNG|RIFF):?|^EXIF:(Orientation|[XY]Resolution|ResolutionUnit|YCbCrPositioning|ExifVersion|ComponentsConfiguration|FlashpixVersion|ColorSpace|ExifImage(Width|Height)|Compression|(Image(Width|Height))|BitsPerSample|PhotometricInterpretation|StripOffsets|SamplesPerPixel|RowsPerStrip|StripByteCounts|PlanarConfiguration|Predictor|SubfileType|SampleFormat|GPSVersionID)$|^XMP:XMPToolkit$/;

async function told(bytes: Buffer, ending: string): Promise<Record<string, unknown>> {
	const path = join(root, `read${ending}`);
	await writeFile(path, bytes);
	const [all] = JSON.parse(execFileSync('exiftool', ['-json', '-G', '-struct', path], { encoding: 'utf8' }));
	return Object.fromEntries(Object.entries(all).filter(([name]) => !TECHNICAL.test(name)));
}

/** A picture that tells a lot: camera, place, serial number, contact, a caption that is nobody's business. */
async function talkative() {
	const image = sharp({ create: { width: 400, height: 300, channels: 3, background: '#888' } }).withExif({
		IFD0: {
			Make: 'Nikon',
			Model: 'Z 8',
			Artist: 'Ann Light',
			Copyright: '(c) Ann',
			ImageDescription: 'at home'
		},
		IFD2: {
			ExposureTime: '1/250',
			FNumber: '28/10',
			ISOSpeedRatings: '400',
			DateTimeOriginal: '2026:05:01 10:00:00',
			BodySerialNumber: '6001234'
		},
		IFD3: {
			GPSLatitudeRef: 'N',
			GPSLatitude: '51/1 30/1 3230/100',
			GPSLongitudeRef: 'W',
			GPSLongitude: '0/1 7/1 0/1'
		}
	})
		.withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmp:Rating="3" exif:GPSLatitude="51,30.5N">
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Ännchen &amp; Söhne</rdf:li></rdf:Alt></dc:rights>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">at home with the children</rdf:li></rdf:Alt></dc:description>
<Iptc4xmpCore:CreatorContactInfo rdf:parseType="Resource"><Iptc4xmpCore:CiEmailWork>ann@studio.test</Iptc4xmpCore:CiEmailWork></Iptc4xmpCore:CreatorContactInfo>
</rdf:Description></rdf:RDF></x:xmpmeta>`);
	return image.jpeg().toBuffer();
}

test('only those who keep all tell the place', async () => {
	const latitudeOf = async (metadata: ProductSpec['metadata']) => {
		const { bytes } = await made(await talkative(), { metadata });
		return (await exifr.gps(bytes).catch(() => undefined))?.latitude;
	};
	expect(await latitudeOf('none')).toBeUndefined();
	expect(await latitudeOf('credits')).toBeUndefined();
	expect(await latitudeOf('all')).toBeCloseTo(51.509, 2);
});

const FORMATS: [ProductSpec['format'], string][] = [
	['jpeg', '.jpg'],
	['png', '.png'],
	['tiff', '.tif'],
	['webp', '.webp']
];

describe.skipIf(!hasExiftool)(
	'metadata, as exiftool reads it (which is missing here where this is skipped)',
	() => {
		test.each(FORMATS)('none: nothing (%s)', async (format, ending) => {
			const { bytes } = await made(await talkative(), { format, metadata: 'none' });
			expect(await told(bytes, ending)).toEqual({});
		});

		test.each(FORMATS)(
			'credits: whose it is and how to reach them, and nothing else (%s)',
			async (format, ending) => {
				const { bytes } = await made(await talkative(), { format, metadata: 'credits' });
				const found = await told(bytes, ending);
				expect(found).toMatchObject({
					'XMP:Rights': '© Ännchen & Söhne',
					'XMP:Creator': ['Ann Light'],
					'XMP:CreatorContactInfo': { CiEmailWork: 'ann@studio.test' }
				});
				const allowed = [
					'XMP:Rights',
					'XMP:Marked',
					'XMP:Creator',
					'XMP:CreatorContactInfo',
					'EXIF:Artist',
					'EXIF:Copyright'
				];
				expect(allowed).toEqual(expect.arrayContaining(Object.keys(found)));
			}
		);

		test.each(FORMATS)(
			'credits of the studio in the place of those that came (%s)',
			async (format, ending) => {
				const credits = { copyright: '© 2026 Ann', creator: 'Ann <Light>', caption: 'Autumn' };
				const { bytes } = await made(await talkative(), { format, metadata: 'credits', ...credits });
				expect(await told(bytes, ending)).toMatchObject({
					'XMP:Rights': '© 2026 Ann',
					'XMP:Creator': ['Ann <Light>'],
					'XMP:Description': 'Autumn'
				});
			}
		);

		test.each<[ProductSpec['format'], string]>([
			['jpeg', '.jpg'],
			['png', '.png'],
			['webp', '.webp']
		])('all: camera, exposure, time and place, but no serial number (%s)', async (format, ending) => {
			const { bytes } = await made(await talkative(), { format, metadata: 'all', copyright: '© 2026 Ann' });
			const found = await told(bytes, ending);
			expect(found).toMatchObject({
				'EXIF:Make': 'Nikon',
				'EXIF:Model': 'Z 8',
				'EXIF:ExposureTime': '1/250',
				'EXIF:FNumber': 2.8,
				'EXIF:ISO': 400,
				'EXIF:DateTimeOriginal': '2026:05:01 10:00:00',
				'EXIF:GPSLatitudeRef': 'North',
				'XMP:Rating': 3,
				'XMP:Rights': '© 2026 Ann',
				'XMP:Description': 'at home with the children'
			});
			expect(JSON.stringify(found)).not.toContain('6001234');
		});

		test('all, as TIFF, which libvips gives no EXIF: what stands in XMP', async () => {
			const { bytes } = await made(await talkative(), { format: 'tiff', metadata: 'all' });
			expect(await told(bytes, '.tif')).toMatchObject({
				'XMP:Rating': 3,
				'XMP:GPSLatitude': expect.anything()
			});
		});
	}
);

const placed = sharedMedia('formats/jpeg-gps-sony-hx5v.jpg');
describe.skipIf(!placed)('of a photograph with a place (needs the shared media)', () => {
	const read = async (metadata: ProductSpec['metadata']) => {
		const { bytes } = await made(placed ?? '', { metadata });
		return { gps: await exifr.gps(bytes).catch(() => undefined), words: bytes.toString('latin1') };
	};
	test.each(['none', 'credits'] as const)('%s tells no place', async (metadata) => {
		const { gps, words } = await read(metadata);
		expect(gps?.latitude).toBeUndefined();
		expect(words).not.toMatch(/GPS|DSC-HX5V/);
	});
	test('all tells the same place', async () =>
		expect((await read('all')).gps).toEqual(await exifr.gps(placed ?? '')));
});
