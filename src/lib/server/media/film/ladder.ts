import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Unpicturable } from '../faults.ts';
import type { Size } from '../sizes.ts';
import { listFile, lowerRungs, piecesFile, type RungName } from './ladder-files.ts';
import { openFilm, type Film } from './open-film.ts';
import { runTool, type ToolsUse } from './run-tool.ts';
import type { FilmTools } from './tools.ts';

/** Three pictures at which players can begin: transcode.ts writes one every two seconds. */
const PIECE_SECONDS = 6;
const MOST_THREADS = 4;
/** The source is our own film, full HD at most. */
const CPU_SECONDS_A_SECOND = 20;
const LEAST_CPU_SECONDS = 120;

export type Rung = Size & { name: RungName };

/**
 * Makes the ladder of a film that `transcode` has made: HLS, fragmented MP4, the pieces of each rung in one file. Null: nothing
 * in it moves. Throws Unpicturable where the film is to blame.
 */
export async function climb(
	tools: FilmTools,
	{ path, kind, into }: { path: string; kind: string; into: string },
	use: ToolsUse
): Promise<Rung[] | null> {
	const film = await openFilm(tools, path, kind);
	if (!film) return null;
	const top: Rung = { name: 'top', width: film.width, height: film.height };
	const lower = lowerRungs(film).map((rung) => ({ ...rung, ...sizeOf(film, rung.side) }));
	const outputs = [
		...['-map', `0:${film.video}`, ...soundOf(film, ['copy']), '-c:v', 'copy', ...piecesIn(into, 'top')],
		...lower.flatMap((rung) => [...madeAnew(film, rung), ...piecesIn(into, rung.name)])
	];
	const { isWell } = await runTool(
		tools.ffmpeg,
		['-nostdin', '-v', 'error', '-threads', THREADS, ...film.input, '-i', `file:${path}`, ...outputs],
		{
			cpuSeconds: LEAST_CPU_SECONDS + (film.durationMs / 1000) * CPU_SECONDS_A_SECOND,
			fileBytes: (16 << 20) + (film.durationMs / 1000) * 1.25e6,
			use
		}
	);
	if (!isWell) throw new Unpicturable('unreadable');
	return [top, ...lower.map(({ name, width, height }) => ({ name, width, height }))];
}

const THREADS = String(Math.min(MOST_THREADS, availableParallelism()));

/** Both sides even, as the format wants. */
function sizeOf({ width, height }: Size, side: number): Size {
	const share = side / Math.min(width, height);
	const even = (length: number) => 2 * Math.round((length * share) / 2);
	return { width: even(width), height: even(height) };
}

type Made = Size & { videoKbit: number; soundKbit: number };

const madeAnew = (film: Film, { width, height, videoKbit, soundKbit }: Made) => [
	...['-map', `0:${film.video}`, ...soundOf(film, ['aac', '-b:a', `${soundKbit}k`])],
	...['-vf', `scale=w=${width}:h=${height}:flags=bicubic`, '-c:v', 'libx264', '-preset', 'veryfast'],
	...['-profile:v', 'high', '-crf', '23', '-maxrate', `${videoKbit}k`, '-bufsize', `${videoKbit}k`],
	// pieces of all rungs begin at the same moments
	...['-sc_threshold', '0', '-force_key_frames', `expr:gte(t,n_forced*${PIECE_SECONDS / 3})`],
	...['-threads', THREADS]
];

const soundOf = ({ audio }: Film, as: string[]) =>
	audio === null ? [] : ['-map', `0:${audio}`, '-c:a', ...as];

const piecesIn = (into: string, name: RungName) => [
	...['-map_metadata', '-1', '-map_chapters', '-1', '-f', 'hls', '-hls_time', String(PIECE_SECONDS)],
	...['-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4', '-hls_flags', 'single_file'],
	// hls.js passes over edit lists: without this its frames came two later than those of the one file
	...['-hls_segment_options', 'movflags=+negative_cts_offsets'],
	...['-hls_segment_filename', join(into, piecesFile(name)), join(into, listFile(name))]
];
