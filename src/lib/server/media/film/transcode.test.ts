import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '#tests/support/cast/eventually.ts';
import { filmTools, turnFilm, writeFilm } from '#tests/support/media/films.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { startDecoders, type Decoders } from '../decoders.ts';
import { ingestTask } from '../tasks.ts';
import { playedSize } from './transcode.ts';

const entry = join(import.meta.dirname, '../../../../decoder.ts');

test.each([
	[3840, 2160, 1920, 1080],
	[2160, 3840, 1080, 1920],
	[1920, 1080, 1920, 1080],
	[720, 1280, 720, 1280],
	[4096, 1716, 1920, 804],
	[2000, 2000, 1080, 1080],
	[101, 57, 102, 58],
	[8000, 2, 1920, 2]
])('%d × %d is played at %d × %d', (width, height, wide, high) =>
	expect(playedSize({ width, height })).toEqual({ width: wide, height: high })
);

describe.skipIf(!filmTools)('what is played of a film', () => {
	let root: string;
	let decoders: Decoders;
	beforeAll(async () => {
		root = await mkdtemp(join(tmpdir(), 'played-'));
		decoders = startDecoders({ entry, count: 1, filmTools });
	});
	afterAll(async () => {
		await decoders.close();
		await rm(root, { recursive: true });
	});
	let nth = 0;
	const place = (name: string) => join(root, `${++nth}-${name}`);
	const made = (name: string, options: Parameters<typeof writeFilm>[1] = {}) =>
		writeFilm(place(name), options);

	async function transcode(path: string, kind = 'mp4', hear?: (share: number) => void, by = decoders) {
		const into = await mkdtemp(join(root, 'task-'));
		return by.transcode({ do: 'transcode', path, kind, into }, hear);
	}
	async function played(path: string, kind = 'mp4') {
		const result = await transcode(path, kind);
		if (result.outcome !== 'transcoded') throw new Error(JSON.stringify(result));
		return { ...result, ...probed(result.path) };
	}
	const says =
		'stream=codec_type,codec_name,profile,pix_fmt,width,height,r_frame_rate,avg_frame_rate,color_transfer';
	function probed(path: string) {
		const asked = [
			'-v',
			'error',
			'-show_entries',
			`${says}:format=duration,bit_rate:format_tags`,
			'-of',
			'json',
			path
		];
		const { streams, format } = JSON.parse(execFileSync(filmTools?.ffprobe ?? '', asked).toString());
		const of = (type: string) => streams.filter((one: { codec_type: string }) => one.codec_type === type);
		return {
			video: of('video'),
			audio: of('audio'),
			seconds: Number(format.duration),
			tags: format.tags ?? {}
		};
	}

	test('is refused of what is damaged, and the next film is made', async () => {
		const cut = made('cut.mp4');
		truncateSync(cut, Math.floor(statSync(cut).size / 2));
		expect(await transcode(cut)).toEqual({ outcome: 'failed', fault: 'truncated' });
		const noise = place('noise.mts');
		writeFileSync(noise, 'G'.repeat(188_000));
		expect(await transcode(noise, 'mts')).toMatchObject({ outcome: 'failed' });
		expect(await transcode(made('a.mp4'))).toMatchObject({ outcome: 'transcoded' });
	});

	test('is not made where there is no ffmpeg', async () => {
		const bare = startDecoders({ entry, count: 1 });
		onTestFinished(() => bare.close());
		expect((await transcode(made('a.mp4'), 'mp4', undefined, bare)).outcome).toBe('kept');
	});

	test('is H.264 and AAC with its index first, and says nothing of where it was filmed', async () => {
		const h264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-metadata', 'location=+48.1+011.5/'];
		const path = made('a.mov', { as: [...h264, '-metadata', 'comment=home'] });
		const result = await played(path, 'mov');
		expect(result.video).toMatchObject([{ codec_name: 'h264', pix_fmt: 'yuv420p', width: 320, height: 180 }]);
		expect(result.audio).toMatchObject([{ codec_name: 'aac' }]);
		expect(JSON.stringify(result.tags)).not.toMatch(/48\.1|home/);
		const bytes = readFileSync(result.path);
		expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
		expect(Math.abs(result.seconds - 2)).toBeLessThan(0.15);
	});

	test('stays below 8 Mbit/s, whatever is shown', async () => {
		const filter = 'noise=alls=100:allf=t+u';
		const result = await played(made('noise.mp4', { size: '1920x1080', seconds: 3, filter }));
		expect((statSync(result.path).size * 8) / result.seconds).toBeLessThan(8e6);
	}, 240_000);

	const x265 = [
		'-c:v',
		'libx265',
		'-x265-params',
		'log-level=none',
		'-preset',
		'ultrafast',
		'-tag:v',
		'hvc1'
	];
	const hlg = [
		'-pix_fmt',
		'yuv420p10le',
		'-color_primaries',
		'bt2020',
		'-color_trc',
		'arib-std-b67',
		'-colorspace',
		'bt2020nc'
	];

	test('of 10 bit HEVC in HLG is 8 bit BT.709', async () => {
		const { video } = await played(made('hlg.mov', { as: [...x265, ...hlg] }), 'mov');
		expect(video).toMatchObject([{ codec_name: 'h264', pix_fmt: 'yuv420p', color_transfer: 'bt709' }]);
	});

	test('of a turned one stands upright', async () => {
		const { video } = await played(turnFilm(made('a.mp4'), place('turned.mp4'), 90));
		expect(video).toMatchObject([{ width: 180, height: 320 }]);
	});

	test('of a silent one is silent', async () => {
		const { audio, video } = await played(made('silent.mp4', { silent: true }));
		expect([video.length, audio.length]).toEqual([1, 0]);
	});

	test('of a variable rate has an even one, and is as long', async () => {
		const path = place('vfr.mp4');
		const filter = 'select=not(mod(n\\,7))+not(mod(n\\,3))';
		const asked = [
			'-f',
			'lavfi',
			'-i',
			'testsrc2=s=320x180:r=30:d=4',
			'-vf',
			filter,
			'-vsync',
			'vfr',
			'-c:v',
			'libx264'
		];
		execFileSync(filmTools?.ffmpeg ?? '', ['-v', 'error', '-y', ...asked, path]);
		const { video, seconds } = await played(path);
		expect(video[0]?.r_frame_rate).toBe(video[0]?.avg_frame_rate);
		expect(Math.abs(seconds - 4)).toBeLessThan(0.3);
	});

	test('of an MTS with interlaced MPEG-2 is as long', async () => {
		const as = ['-c:v', 'mpeg2video', '-flags', '+ilme+ildct', '-top', '1', '-f', 'mpegts'];
		const { video, seconds } = await played(made('a.mts', { as }), 'mts');
		expect(video).toMatchObject([{ codec_name: 'h264' }]);
		expect(Math.abs(seconds - 2)).toBeLessThan(0.3);
	});

	test('tells how far it is, and stands still while a picture is made', async () => {
		const long = made('long.mp4', { size: '1280x720', seconds: 40 });
		const told: number[] = [];
		const film = transcode(long, 'mp4', (share) => told.push(share));
		await eventually(() => expect(told.length).toBeGreaterThan(1));
		expect(told).toEqual(told.toSorted((a, b) => a - b));
		const path = place('still.jpg');
		writeFileSync(path, await picture());
		const states = new Set<string>();
		const looking = setInterval(() => states.add(stateOf(long)), 5);
		for (let nth = 0; nth < 8; nth++) {
			const into = await mkdtemp(join(root, 'task-'));
			expect((await decoders.run(ingestTask({ path, kind: 'jpeg', into }))).outcome).toBe('pictured');
		}
		clearInterval(looking);
		expect(states).toContain('T');
		// and goes on afterwards
		expect((await film).outcome).toBe('transcoded');
	}, 240_000);
});

/** As the kernel says of the process that reads this file: R running, T stopped … */
function stateOf(path: string): string {
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
		try {
			if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path)) continue;
			return /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
		} catch {
			// it ended just now
		}
	return '';
}
