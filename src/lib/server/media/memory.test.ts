import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { picture } from '#tests/support/media/pictures.ts';
import { startDecoders, type Decoders } from './decoders.ts';
import { ingestTask } from './tasks.ts';
import { faultOf } from './faults.ts';

const entry = join(import.meta.dirname, '../../../decoder.ts');
const MIB = 1024 ** 2;
/** How much more than an idle decoder has the one of this test may ask for. */
const HEADROOM = 128 * MIB;

const HOOK_MS = 60_000;

let root: string;
beforeAll(async () => (root = await mkdtemp(join(tmpdir(), 'memory-'))));
afterAll(() => rm(root, { recursive: true }));

const decoderPid = () => {
	const [pid = '0'] = readdirSync('/proc/self/task')
		.flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'utf8').trim().split(' '))
		.filter(Boolean);
	return pid;
};

/** VmData: what was asked for and counts against the ceiling. VmHWM: the most that was ever held. */
const bytesOf = (pid: string, name: 'VmData' | 'VmHWM') =>
	Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

const ceilingOf = (pid: string) =>
	Number(/Max data size\s+(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]);

const flat = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: '#8a7860' } });
const grey16 = (width: number, height: number) => flat(width, height).toColourspace('rgb16');

async function decode(decoders: Decoders, make: () => Sharp) {
	const into = await mkdtemp(join(root, 'task-'));
	const path = join(into, 'original');
	const { format } = await make().toFile(path);
	return decoders.run(ingestTask({ path, kind: format === 'heif' ? 'avif' : format, into }));
}

const honest = (decoders: Decoders) => picture().then((bytes) => decode(decoders, () => sharp(bytes).jpeg()));

// far below the ceiling or far beyond it: what an idle process has asked for is never twice the same
type Case = [kind: string, outcome: 'kept' | 'pictured', make: () => Sharp];
const cases: Case[] = [
	['a baseline JPEG', 'pictured', () => flat(3000, 2000).jpeg()],
	['a progressive JPEG', 'kept', () => flat(9000, 7000).jpeg({ progressive: true })],
	['a PNG', 'pictured', () => flat(3000, 2000).png({ compressionLevel: 1 })],
	['an interlaced PNG', 'kept', () => flat(9000, 7000).png({ compressionLevel: 1, progressive: true })],
	['a WebP', 'kept', () => flat(7000, 5000).webp({ effort: 0 })],
	['a lossless WebP', 'kept', () => flat(7000, 5000).webp({ lossless: true, effort: 0 })],
	['an AVIF', 'kept', () => flat(4000, 3000).avif({ effort: 0, quality: 30 })],
	['a TIFF of strips', 'pictured', () => flat(3000, 2000).tiff({ compression: 'lzw' })],
	['a TIFF of tiles', 'pictured', () => flat(3000, 2000).tiff({ compression: 'lzw', tile: true })],
	['a TIFF of 16 bits', 'pictured', () => grey16(3000, 2000).tiff({ compression: 'lzw' })]
];

describe.skipIf(process.platform !== 'linux')('a decoder with a ceiling', () => {
	let decoders: Decoders;
	let ceilingBytes: number;
	beforeAll(async () => {
		const free = startDecoders({ entry, count: 1 });
		await honest(free);
		ceilingBytes = bytesOf(decoderPid(), 'VmData') + HEADROOM;
		await free.close();
		decoders = startDecoders({ entry, count: 1, ceilingBytes });
		// a decoder that has answered has its ceiling; one that was just started may not have it yet
		await honest(decoders);
	}, HOOK_MS);
	afterAll(() => decoders.close());

	test.each(cases)('%s is %s, and an honest picture after it is served', async (_kind, outcome, make) => {
		const pid = decoderPid();
		expect(ceilingOf(pid)).toBe(ceilingBytes);
		const result = await decode(decoders, make);
		if (outcome === 'kept') expect(result).toMatchObject({ outcome, remark: 'too-much-memory' });
		else {
			expect(result).toMatchObject({ outcome });
			expect(decoderPid()).toBe(pid);
			expect(bytesOf(pid, 'VmHWM')).toBeLessThan(ceilingBytes);
		}
		expect(await honest(decoders)).toMatchObject({ outcome: 'pictured' });
	});

	test('what is kept for want of memory still says when it was taken', async () => {
		const exif = { IFD2: { DateTimeOriginal: '2026:10:03 09:12:44' } };
		const result = await decode(decoders, () => flat(7000, 5000).withExif(exif).webp({ effort: 0 }));
		expect(result).toMatchObject({
			outcome: 'kept',
			capture: { takenAt: Date.parse('2026-10-03T09:12:44Z') }
		});
	});
});

test.each([
	['vips_tracked: out of memory -- size == 68MB'],
	['Input file has corrupt header: vips_tracked: out of memory -- size == 91MB'],
	['a.avif: bad seek to 797971\nheif: Invalid input: Unspecified: Memory allocation error (2.0)'],
	['heif: Memory allocation error: Security limit exceeded: Allocating 901 MB exceeds security limit'],
	['VipsJpeg: Insufficient memory (case 4)'],
	['Array buffer allocation failed'],
	['ENOMEM: not enough memory, open'],
	['unable to mmap: Cannot allocate memory']
])('"%s" is want of memory, not damage', (words) => {
	expect(faultOf(new Error(words))).toBe('too-much-memory');
});
