import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Absolute paths of the two programs that read films. */
export type FilmTools = { ffmpeg: string; ffprobe: string };

const isProgram = (path: string) => {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
};

const besides = (folders: readonly string[]): FilmTools[] =>
	folders
		.map((folder) => ({ ffmpeg: join(folder, 'ffmpeg'), ffprobe: join(folder, 'ffprobe') }))
		.filter(({ ffmpeg, ffprobe }) => isProgram(ffmpeg) && isProgram(ffprobe));

/** What somebody installed from npm beside the app: packages that carry their program (decision 0056). */
function fromPackages(): FilmTools[] {
	const { resolve: find } = createRequire(import.meta.url);
	const system = `${process.platform}-${process.arch}`;
	try {
		return [
			{
				ffmpeg: find(`@ffmpeg-installer/${system}/ffmpeg`),
				ffprobe: find(`@ffprobe-installer/${system}/ffprobe`)
			}
		];
	} catch {
		return [];
	}
}

/**
 * Where ffmpeg and ffprobe are: beside the one that the setting names and nowhere else, or in `path` (as PATH is written),
 * or in the two packages of npm. Null: films are kept as they are.
 */
export function findFilmTools(setting: string, path: string): FilmTools | null {
	if (setting) return besides([dirname(resolve(setting))])[0] ?? null;
	const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
	return besides(folders)[0] ?? fromPackages()[0] ?? null;
}

const run = promisify(execFile);
const ASK = { timeout: 10_000, env: {}, maxBuffer: 4 << 20 };

/** What this ffmpeg says it is and can do. Rejects where it does not even start. */
export async function abilitiesOf({ ffmpeg }: FilmTools) {
	const ask = async (about: string) => (await run(ffmpeg, ['-hide_banner', about], ASK)).stdout;
	const version = (await ask('-version')).split('\n')[0]?.trim() ?? '';
	const encodes = / libx264 /.test(await ask('-encoders'));
	const filters = await ask('-filters');
	return { version, encodes, mapsTones: / zscale /.test(filters) && / tonemap /.test(filters) };
}
