import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { sniffKind } from '#lib/domain/kinds/sniff.ts';
import { tileCount } from '#lib/domain/pictures/tiles.ts';
import { sharedMedia } from '#tests/support/media/media.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { realDecoders } from '#tests/support/app/uploads.ts';
import type { Decoders, MadeRendition } from './decoders.ts';
import { isMadeOnRequest, recipeNames } from './recipes.ts';
import { ingestTask, renderTask } from './tasks.ts';
import { indexBytes, spanOf } from './tiles/index-of.ts';

// Where, with which camera and by whom a picture was taken stays in the original: no preview tells it.

let root: string;
let decoders: Decoders;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'told-'));
	decoders = realDecoders();
});
afterAll(async () => {
	await decoders.close();
	await rm(root, { recursive: true });
});

function hasExiftool() {
	try {
		execFileSync('exiftool', ['-ver'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}

/** One secret in each place that cameras and programs write to. */
const TOLD = [
	'-EXIF:GPSLatitude=47.376887',
	'-EXIF:GPSLatitudeRef=N',
	'-EXIF:GPSLongitude=8.541694',
	'-EXIF:GPSLongitudeRef=E',
	'-EXIF:SerialNumber=SERIAL-7f3a',
	'-EXIF:LensSerialNumber=LENS-7f3a',
	'-EXIF:OwnerName=Owner 7f3a',
	'-EXIF:Artist=Artist 7f3a',
	'-EXIF:UserComment=Comment 7f3a',
	'-EXIF:Copyright=Copyright 7f3a',
	'-XMP-aux:SerialNumber=AUX-7f3a',
	'-XMP-aux:OwnerName=AuxOwner 7f3a',
	'-XMP-dc:Creator=Creator 7f3a',
	'-XMP-exif:GPSLatitude=47.376887',
	'-XMP-xmpMM:OriginalDocumentID=Doc-7f3a'
];
const IPTC = ['-IPTC:By-line=Byline 7f3a', '-IPTC:City=City 7f3a', '-Comment=Jpeg 7f3a'];

/** What a preview may say: how large it is, how it is packed, and the folder that this test laid it in. */
const ALLOWED =
	/^(SourceFile$|ExifTool:|File:(Directory|File\w+|MIMEType|ImageWidth|ImageHeight)$|Composite:(ImageSize|Megapixels)$|RIFF:(VP8|Width|Height|Image|Horizontal|Vertical|Alpha|WebP))/;

async function previewsOf(bytes: Buffer, name: string) {
	const into = join(root, `${name}-${(await readdir(root)).length}`);
	await mkdir(into);
	const path = join(into, 'original');
	await writeFile(path, bytes);
	const { kind } = sniffKind(bytes.subarray(0, 64), name);
	const original = { path, kind, into };
	const onRequest = recipeNames.filter(isMadeOnRequest).map((recipe) => renderTask(original, recipe));
	const paths: string[] = [];
	for (const task of [ingestTask(original), ...onRequest]) {
		const made = await decoders.run(task);
		if (made.outcome !== 'pictured') throw new Error(`${name}: ${JSON.stringify(made)}`);
		for (const each of made.renditions)
			paths.push(...(each.recipe === 'tiles' ? await tilesOf(each) : [each.path]));
	}
	return paths;
}

/** Each as the picture that is sent. */
async function tilesOf(made: MadeRendition): Promise<string[]> {
	const file = await readFile(made.path);
	const count = tileCount(made);
	return Promise.all(
		Array.from({ length: count }, async (_, n) => {
			const { first = 0, last = -1 } = spanOf(file.subarray(0, indexBytes(count)), n) ?? {};
			const path = `${made.path}-${n}.webp`;
			await writeFile(path, file.subarray(first, last + 1));
			return path;
		})
	);
}

function tagsOf(paths: string[]): Record<string, unknown>[] {
	const told = execFileSync('exiftool', ['-j', '-G', '-a', '-u', '-U', ...paths], { maxBuffer: 1 << 26 });
	return v.parse(v.array(v.record(v.string(), v.unknown())), JSON.parse(told.toString()));
}

async function expectNothingTold(paths: string[]) {
	for (const tags of tagsOf(paths)) expect(Object.keys(tags).filter((tag) => !ALLOWED.test(tag))).toEqual([]);
	for (const path of paths) expect((await readFile(path)).includes('7f3a')).toBe(false);
}

const FORMATS = ['jpeg', 'png', 'tiff', 'webp', 'avif'] as const;

describe('previews of a picture that tells everything', () => {
	let originals: Record<string, unknown>[];

	beforeAll(async () => {
		if (!hasExiftool()) return;
		const plain = sharp(await picture({ width: 900, height: 600 }));
		const paths = FORMATS.map((format) => join(root, `told.${format}`));
		for (const [i, format] of FORMATS.entries())
			await writeFile(paths[i] ?? '', await plain.clone().toFormat(format).toBuffer());
		execFileSync('exiftool', ['-q', '-m', '-overwrite_original', ...TOLD, ...paths]);
		execFileSync('exiftool', ['-q', '-overwrite_original', ...IPTC, join(root, 'told.jpeg')]);
		originals = tagsOf(paths);
	});

	test.for(FORMATS)('%s: they tell nothing', async (format, { skip }) => {
		if (!hasExiftool()) return skip('exiftool is not installed: nothing was looked at');
		const path = join(root, `told.${format}`);
		// the original does tell it: else this would prove nothing
		const told = originals.find(({ SourceFile }) => SourceFile === path);
		expect(Object.values(told ?? {}).join()).toContain('SERIAL-7f3a');
		await expectNothingTold(await previewsOf(await readFile(path), basename(path)));
	});
});

const SAMPLES = [
	'formats/jpeg-gps-sony-hx5v.jpg',
	'formats/jpeg-iptc-xmp-utf8.jpg',
	'formats/jpeg-display-p3-apple-gainmap.jpg',
	'formats/jpeg-ultrahdr-gainmap-p3.jpg',
	'formats/tiff-16bit-prophoto.tif'
];

test('nor do those of real photographs with places, profiles and makers’ notes', async ({ skip }) => {
	const found = SAMPLES.flatMap((name) => sharedMedia(name) ?? []);
	if (!found.length || !hasExiftool()) return skip('the shared samples or exiftool are not at hand');
	const previews = await Promise.all(
		found.map(async (path) => previewsOf(await readFile(path), basename(path)))
	);
	await expectNothingTold(previews.flat());
	expect(previews.flat().length).toBeGreaterThan(found.length);
});
