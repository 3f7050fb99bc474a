import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Unpicturable } from '../faults.ts';
import { longEdge, scaled, type Size } from '../sizes.ts';
import { FILM_FILE } from './film-file.ts';
import { toScreen } from './filters.ts';
import { openFilm, type Film } from './open-film.ts';
import { runTool, type ToolsUse } from './run-tool.ts';
import { abilitiesOf, type FilmTools } from './tools.ts';

/** Full HD, lying or upright. */
const [LONGEST, SHORTEST] = [1920, 1080];
/** With the sound below 8 Mbit/s. */
const VIDEO_KBIT = 7000;
/** A quarter of a second: more would let a short film of nothing but noise exceed it. */
const BUFFER_KBIT = 1750;
const SOUND_KBIT = 160;
/** Players can begin at each of these. */
const KEY_EVERY_SECONDS = 2;
/** More would not be faster at this size, and each takes memory. */
const MOST_THREADS = 4;
/** An 8K film of high dynamic range takes about a minute of work a second. */
const CPU_SECONDS_A_SECOND = 120;
const LEAST_CPU_SECONDS = 300;
/** Of a film that does not say how long it is. */
const UNSAID_SECONDS = 4 * 3600;

export type Transcoded = Size & { durationMs: number; frameUs: number };

/**
 * Writes what every browser plays into a folder: H.264 and AAC, at most full HD, its index first, no metadata. `tell` hears
 * from 0 to 1 how far it is. Null: nothing in it moves. Throws Unpicturable where the film is to blame.
 */
export async function transcode(
	tools: FilmTools,
	{ path, kind, into }: { path: string; kind: string; into: string },
	{ tell, use }: { tell: (share: number) => void; use: ToolsUse }
): Promise<Transcoded | null> {
	const film = await openFilm(tools, path, kind);
	if (!film) return null;
	const { encodes, mapsTones } = await abilitiesOf(tools);
	if (!encodes) throw new Unpicturable('unsupported');
	const size = playedSize(film);
	const seconds = film.durationMs / 1000 || UNSAID_SECONDS;
	let reachedMs = 0;
	const { isWell, complaints } = await runTool(
		tools.ffmpeg,
		[...inputOf(film), ...videoOf(film, size, mapsTones), ...soundOf(film), ...fileIn(into)],
		{
			cpuSeconds: LEAST_CPU_SECONDS + seconds * CPU_SECONDS_A_SECOND,
			fileBytes: mostBytes(seconds),
			heard: (words) => {
				reachedMs = timeIn(words) ?? reachedMs;
				if (film.durationMs) tell(Math.min(1, reachedMs / film.durationMs));
			},
			use
		}
	);
	if (/cannot allocate memory/i.test(complaints)) throw new Unpicturable('too-much-memory');
	if (!isWell || reachedMs === 0) throw new Unpicturable('unreadable');
	return { ...size, durationMs: film.durationMs || reachedMs, frameUs: frameOf(film) };
}

function frameOf({ rate }: Film): number {
	const [frames = 1, seconds = 1] = rate.split('/').map(Number);
	return Math.round((1e6 * seconds) / frames);
}

/** Never larger than it is; both sides even, as the format wants. */
export function playedSize({ width, height }: Size): Size {
	const fits = Math.min(1, LONGEST / Math.max(width, height), SHORTEST / Math.min(width, height));
	const inside = fits < 1 ? scaled({ width, height }, longEdge({ width, height }) * fits) : { width, height };
	const even = (side: number) => Math.max(2, Math.round(side / 2) * 2);
	return { width: even(inside.width), height: even(inside.height) };
}

const mostBytes = (seconds: number) => (16 << 20) + seconds * 1.25e6;

const inputOf = ({ path, input }: Film) => {
	const threads = String(Math.min(MOST_THREADS, availableParallelism()));
	const quiet = ['-nostdin', '-v', 'error', '-progress', 'pipe:1', '-stats_period', '1'];
	return [...quiet, '-threads', threads, ...input, '-i', `file:${path}`, '-filter_threads', threads];
};

function videoOf(film: Film, size: Size, mapsTones: boolean) {
	const whole = film.isInterlaced ? ['bwdif=mode=send_frame:deint=interlaced'] : [];
	const chain = [...whole, `fps=${film.rate}`, ...toScreen(film, size, mapsTones), 'format=yuv420p'].join();
	const rate = ['-crf', '21', '-maxrate', `${VIDEO_KBIT}k`, '-bufsize', `${BUFFER_KBIT}k`];
	const keys = ['-force_key_frames', `expr:gte(t,n_forced*${KEY_EVERY_SECONDS})`];
	const colours = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709'];
	const threads = String(Math.min(MOST_THREADS, availableParallelism()));
	return [
		...[
			'-map',
			`0:${film.video}`,
			'-vf',
			chain,
			'-c:v',
			'libx264',
			'-preset',
			'veryfast',
			'-profile:v',
			'high'
		],
		...[...rate, ...keys, ...colours, '-threads', threads]
	];
}

const soundOf = ({ audio }: Film) =>
	audio === null
		? []
		: ['-map', `0:${audio}`, '-c:a', 'aac', '-b:a', `${SOUND_KBIT}k`, '-ac', '2', '-ar', '48000'];

// where it was filmed, and with what, stays in the original
const fileIn = (into: string) => [
	...['-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1', '-movflags', '+faststart', '-f', 'mp4'],
	`file:${join(into, FILM_FILE)}`
];

/** The last moment that was said to be written, in milliseconds. */
function timeIn(words: string): number | undefined {
	const last = [...words.matchAll(/^out_time_us=(\d+)$/gm)].at(-1)?.[1];
	return last === undefined ? undefined : Math.round(Number(last) / 1000);
}
