import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filmTools, writeFilm } from '#tests/support/media/films.ts';
import { startDecoders, type Decoders } from '../decoders.ts';
import { lowerRungs, wantsLadder } from './ladder-files.ts';

const entry = join(import.meta.dirname, '../../../../decoder.ts');

test.each([
	[1920, 1080, 60_000, false],
	[1920, 1080, 60_001, true],
	[480, 854, 600_000, false],
	[720, 1280, 600_000, true]
])('%d × %d of %d ms is made in several sizes: %s', (width, height, durationMs, is) =>
	expect(wantsLadder({ width, height, durationMs })).toBe(is)
);

test('nothing is made larger than the film', () => {
	const names = (width: number, height: number) => lowerRungs({ width, height }).map(({ name }) => name);
	expect(names(640, 480)).toEqual([]);
	expect(names(1280, 720)).toEqual(['480']);
	expect(names(1080, 1920)).toEqual(['720', '480']);
});

describe.skipIf(!filmTools)('a film in several sizes', () => {
	let root: string;
	let decoders: Decoders;
	beforeAll(async () => {
		root = await mkdtemp(join(tmpdir(), 'ladder-'));
		decoders = startDecoders({ entry, count: 1, filmTools });
	});
	afterAll(async () => {
		await decoders.close();
		await rm(root, { recursive: true });
	});

	let nth = 0;
	async function climbed(options: Parameters<typeof writeFilm>[1], spoil?: (path: string) => void) {
		const source = writeFilm(join(root, `${++nth}.mp4`), options);
		const into = await mkdtemp(join(root, 'film-'));
		const made = await decoders.transcode({ do: 'transcode', path: source, kind: 'mp4', into });
		if (made.outcome !== 'transcoded') throw new Error(JSON.stringify(made));
		spoil?.(made.path);
		const rungs = await mkdtemp(join(root, 'rungs-'));
		const result = await decoders.climb({ do: 'ladder', path: made.path, kind: 'mp4', into: rungs });
		return { film: made.path, result, into: rungs };
	}
	const probe = (path: string, of: string, more: string[] = []) =>
		execFileSync(filmTools?.ffprobe ?? '', [
			'-v',
			'error',
			...more,
			'-show_entries',
			of,
			'-of',
			'csv=p=0',
			path
		])
			.toString()
			.trim()
			.split('\n');

	test('is refused of what is cut', async () => {
		const half = (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2));
		const { result } = await climbed({ seconds: 2 }, half);
		expect(result).toEqual({ outcome: 'failed', fault: 'truncated' });
	});

	test('has pieces of six seconds that begin together, and names no other file', async () => {
		const { result, into } = await climbed({ size: '640x500', rate: '10', seconds: 14 });
		if (result.outcome !== 'laddered') throw new Error(JSON.stringify(result));
		expect(result.rungs).toMatchObject([
			{ name: 'top', width: 640, height: 500 },
			{ name: '480', width: 614, height: 480 }
		]);
		expect(readdirSync(into).toSorted()).toEqual(['480.m3u8', '480.mp4', 'top.m3u8', 'top.mp4']);
		for (const { list, pieces, name } of result.rungs) {
			const text = readFileSync(list, 'utf8');
			const lengths = [...text.matchAll(/^#EXTINF:([\d.]+),/gm)].map(([, s]) => Math.round(Number(s)));
			expect(lengths).toEqual([6, 6, 2]);
			const named = text.split('\n').filter((line) => line && !line.startsWith('#'));
			expect(new Set(named)).toEqual(new Set([`${name}.mp4`]));
			expect(text.endsWith('#EXT-X-ENDLIST\n')).toBe(true);
			const [first, length] =
				[...text.matchAll(/BYTERANGE:(\d+)@(\d+)/g)].map(([, n, at]) => [n, at].map(Number)).at(-1) ?? [];
			expect((first ?? 0) + (length ?? 0)).toBe(statSync(pieces).size);
		}
	});

	test('without a sound stays without', async () => {
		const { result } = await climbed({ size: '500x640', rate: '10', seconds: 2, silent: true });
		if (result.outcome !== 'laddered') throw new Error(JSON.stringify(result));
		const kinds = result.rungs.map(({ pieces }) => probe(pieces, 'stream=codec_type'));
		expect(kinds).toEqual([['video'], ['video']]);
	});
});
