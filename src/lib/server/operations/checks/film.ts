import type { Env } from '#src/env.ts';
import { abilitiesOf, findFilmTools } from '../../media/film/tools.ts';
import { finding, type Finding } from './finding.ts';

/** Films need ffmpeg, and nothing else does; a setting that names none that works is wrong. */
export async function checkFilm({ FFMPEG_PATH }: Env, path: string): Promise<Finding> {
	const tools = findFilmTools(FFMPEG_PATH, path);
	if (!tools) {
		if (FFMPEG_PATH) return finding('ffmpeg.wrong', 'missing', { path: FFMPEG_PATH });
		return finding('ffmpeg.none', 'note');
	}
	const abilities = await abilitiesOf(tools).catch(() => null);
	if (!abilities) return finding('ffmpeg.broken', 'missing', { path: tools.ffmpeg });
	const { version, encodes, mapsTones } = abilities;
	if (!encodes) return finding('ffmpeg.posters', 'warning', { version });
	return mapsTones ? finding('ffmpeg.ok', 'ok', { version }) : finding('ffmpeg.pale', 'warning', { version });
}
