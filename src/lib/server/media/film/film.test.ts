import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '#tests/support/cast/eventually.ts';
import { filmTools, hasRealFilms, realFilm, turnFilm, writeFilm } from '#tests/support/media/films.ts';
import { startDecoders, type Decoders } from '../decoders.ts';
import { ingestTask } from '../tasks.ts';

const entry = join(import.meta.dirname, '../../../../decoder.ts');

let root: string;
let decoders: Decoders;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'film-'));
	decoders = startDecoders({ entry, count: 1, filmTools });
});
afterAll(async () => {
	await decoders.close();
	await rm(root, { recursive: true });
});

let nth = 0;
const place = (name: string) => join(root, `${++nth}-${name}`);
const made = (name: string, options: Parameters<typeof writeFilm>[1] = {}) => writeFilm(place(name), options);

async function ingest(path: string, kind = 'mp4', by = decoders) {
	const into = await mkdtemp(join(root, 'task-'));
	return by.run(ingestTask({ path, kind, into }));
}

async function pictured(path: string, kind = 'mp4') {
	const result = await ingest(path, kind);
	if (result.outcome !== 'pictured') throw new Error(JSON.stringify(result));
	return result;
}

test('without ffmpeg a film is kept as it is', async () => {
	const bare = startDecoders({ entry, count: 1 });
	onTestFinished(() => bare.close());
	writeFileSync(place('any.mp4'), 'nothing');
	expect(await ingest(join(root, `${nth}-any.mp4`), 'mp4', bare)).toMatchObject({ outcome: 'kept' });
});

describe.skipIf(!filmTools)('a film', () => {
	const cut = (from: string, to: string, share: number) => {
		const bytes = readFileSync(from);
		writeFileSync(to, bytes.subarray(0, Math.floor(bytes.length * share)));
		return to;
	};

	test('that was cut is refused, whether its index comes first or last', async () => {
		const last = cut(made('a.mp4'), place('cut.mp4'), 0.5);
		expect(await ingest(last)).toEqual({ outcome: 'failed', fault: 'truncated' });
		const h264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'];
		const first = cut(made('b.mp4', { as: [...h264, '-movflags', '+faststart'] }), place('cut.mp4'), 0.8);
		expect(await ingest(first)).toEqual({ outcome: 'failed', fault: 'truncated' });
	});

	test('without its index is refused', async () => {
		const bytes = readFileSync(made('a.mp4'));
		const without = place('no-moov.mp4');
		// readers know that a cut film's index may be called free
		bytes.write('junk', bytes.lastIndexOf('moov'), 'latin1');
		writeFileSync(without, bytes);
		expect(await ingest(without)).toEqual({ outcome: 'failed', fault: 'truncated' });
	});

	test('that is only called one is refused', async () => {
		for (const [kind, words] of [
			['mts', 'no packets here'],
			['mkv', '\x1a\x45\xdf\xa3 and nothing more'],
			['avi', 'RIFF0000AVI LIST']
		] as const) {
			const path = place(`called.${kind}`);
			writeFileSync(path, words.repeat(100));
			expect(await ingest(path, kind)).toEqual({ outcome: 'failed', fault: 'unreadable' });
		}
	});

	test('that names other files or addresses makes nobody read them', async () => {
		let asked = 0;
		const server = createServer((_, res) => {
			asked++;
			res.end();
		}).listen(0, '127.0.0.1');
		onTestFinished(() => void server.close());
		await new Promise((resolve) => server.once('listening', resolve));
		const { port } = server.address() as AddressInfo;
		const secret = made('secret.mp4');
		const lists = {
			m3u8: `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://127.0.0.1:${port}/a.ts\n#EXT-X-ENDLIST\n`,
			concat: `ffconcat version 1.0\nfile ${secret}\n`
		};
		for (const words of Object.values(lists))
			for (const kind of ['mp4', 'mov', 'mkv', 'webm', 'avi', 'mts', 'mxf']) {
				const path = place(`list.${kind}`);
				writeFileSync(path, words);
				expect((await ingest(path, kind)).outcome).toBe('failed');
			}
		expect(asked).toBe(0);
	});

	test('with sound only, or of a kind that nobody knows, is kept', async () => {
		const path = made('a.mp4');
		const sound = place('sound.mp4');
		const { execFileSync } = await import('node:child_process');
		execFileSync(filmTools?.ffmpeg ?? '', ['-v', 'error', '-i', path, '-vn', '-c', 'copy', sound]);
		expect((await ingest(sound)).outcome).toBe('kept');
	});

	test('has a poster that is not its black beginning, its length and its size', async () => {
		const path = made('fade.mp4', {
			seconds: 4,
			filter: 'fade=in:st=0:d=0.2,drawbox=c=black:t=fill:enable=lt(t\\,1)'
		});
		const { width, height, film, renditions, fingerprints } = await pictured(path);
		expect({ width, height }).toEqual({ width: 320, height: 180 });
		expect(film?.durationMs).toBeGreaterThan(3900);
		expect(film?.durationMs).toBeLessThan(4100);
		const { channels } = await sharp(renditions[0]?.path).stats();
		expect(Math.max(...channels.map(({ mean }) => mean))).toBeGreaterThan(40);
		expect(fingerprints?.likeness).toMatch(/^[0-9a-f]{16}$/);
	});

	test.each([90, 270] as const)('turned by %d degrees stands upright', async (degrees) => {
		const lying = made('lying.mp4');
		const { width, height, renditions } = await pictured(turnFilm(lying, place('turned.mp4'), degrees));
		expect([width, height]).toEqual([180, 320]);
		expect(renditions[0]).toMatchObject({ width: 180, height: 320 });
	});

	test('whose pixels are no squares is shown as wide as it is meant', async () => {
		const path = made('wide.mp4', { size: '144x108', filter: 'setsar=4/3' });
		expect(await pictured(path)).toMatchObject({ width: 192, height: 108 });
	});

	test('of high dynamic range is brought down to what screens show', async () => {
		const hlg = ['-color_primaries', 'bt2020', '-color_trc', 'arib-std-b67', '-colorspace', 'bt2020nc'];
		const x265 = [
			'-c:v',
			'libx265',
			'-x265-params',
			'log-level=none',
			'-pix_fmt',
			'yuv420p10le',
			'-tag:v',
			'hvc1'
		];
		// an even grey at the signal of white paper, half of it black so that it is taken for a picture
		const filter = 'format=yuv420p10le,geq=lum=if(lt(X\\,160)\\,721\\,64):cb=512:cr=512';
		const { renditions } = await pictured(made('hlg.mov', { as: [...x265, ...hlg], filter }), 'mov');
		const { data } = await sharp(renditions[0]?.path)
			.extract({ left: 40, top: 60, width: 1, height: 1 })
			.raw()
			.toBuffer({ resolveWithObject: true });
		// unconverted it would be 191
		expect(data[0]).toBeGreaterThan(205);
		expect(data[0]).toBeLessThan(230);
	});

	test('is read by a program that ends with its decoder', async () => {
		const path = made('long.mp4', { size: '1920x1080', seconds: 3 });
		const busy = startDecoders({ entry, count: 1, filmTools });
		const running = Promise.allSettled(Array.from({ length: 6 }, () => ingest(path, 'mp4', busy)));
		const ours = () =>
			readdirSync('/proc').filter((pid) => {
				try {
					return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path);
				} catch {
					return false;
				}
			});
		await eventually(() => expect(ours()).not.toEqual([]));
		await busy.close();
		await eventually(() => expect(ours()).toEqual([]));
		await running;
	});

	test.runIf(hasRealFilms)('of a camera or telephone is pictured', async () => {
		const size = async (name: string) => {
			const { width, height, film } = await pictured(realFilm(name), name.endsWith('mov') ? 'mov' : 'mp4');
			return [width, height, film?.durationMs];
		};
		expect(await size('flower-h264.mp4')).toEqual([960, 540, 5055]);
		expect(await size('portrait-rotated-android.mp4')).toEqual([720, 1280, 1300]);
		expect(await size('hevc-rotated.mov')).toEqual([360, 640, 2503]);
	});
});
