import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFilmTools } from '#lib/server/media/film/tools.ts';

/** The machine's own; null: tests of films are skipped. */
export const filmTools = findFilmTools('', process.env['PATH'] ?? '');

/** Real films, where the machine has them. */
export const realFilms = '/work/shared/media/video';
export const hasRealFilms = existsSync(realFilms);

type FilmOptions = {
	size?: string;
	rate?: string;
	seconds?: number;
	/** Arguments of ffmpeg between the inputs and the file. */
	as?: string[];
	silent?: boolean;
	/** A filter behind the pattern. */
	filter?: string;
};

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

/** Writes a film of a moving pattern with a tone; its ending chooses the container. */
export function writeFilm(path: string, options: FilmOptions = {}) {
	const { size = '320x180', rate = '25', seconds = 2, as = H264, silent = false, filter = 'null' } = options;
	if (!filmTools) throw new Error('no ffmpeg');
	const sound = silent ? [] : ['-f', 'lavfi', '-i', `sine=f=440:d=${seconds}`];
	execFileSync(filmTools.ffmpeg, [
		...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}`],
		...[...sound, '-vf', filter, ...as, ...(silent ? [] : ['-c:a', 'aac', '-ac', '2', '-shortest']), path]
	]);
	return path;
}

/** Where in a box `tkhd` of version 0, behind its name, the matrix stands. */
const MATRIX_AT = 44;

/** The same bytes, but that their first track is said to be turned clockwise by a quarter, or by three. */
export function turnFilm(from: string, to: string, degrees: 90 | 270) {
	const bytes = readFileSync(from);
	const at = bytes.indexOf('tkhd') + MATRIX_AT;
	const one = degrees === 90 ? 0x10000 : -0x10000;
	for (const [place, value] of [0, one, 0, -one, 0].entries()) bytes.writeInt32BE(value, at + 4 * place);
	writeFileSync(to, bytes);
	return to;
}

export const realFilm = (name: string) => join(realFilms, name);
