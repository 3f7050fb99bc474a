import { Unpicturable } from '../faults.ts';
import { fromPixels, type Pixels } from '../fingerprints.ts';
import type { Size } from '../sizes.ts';
import { toScreen } from './filters.ts';
import type { Film } from './open-film.ts';
import { runTool } from './run-tool.ts';
import { abilitiesOf, type FilmTools } from './tools.ts';

/** Where a poster is looked for: the same places in a proof and in its final, so that they look alike. */
const SHARES = [0.1, 0.35, 0.6, 0];
const FRAME_CPU_SECONDS = 60;
/** Of 255: what is darker, or more even, is a fade, a lens cap or a clapper's white. */
const LEAST_LIGHT = 20;
const LEAST_CONTRAST = 10;

/** The first frame that shows something, of this (upright) size. Throws Unpicturable where not one can be read. */
export async function posterOf(tools: FilmTools, film: Film, size: Size): Promise<Pixels> {
	const mapsTones = film.transfer !== 'sdr' && (await abilitiesOf(tools)).mapsTones;
	const whole = film.isInterlaced ? ['bwdif=mode=send_frame:deint=interlaced'] : [];
	const chain = [
		...whole,
		...toScreen(film, size, mapsTones),
		'scale=in_color_matrix=bt709',
		'format=rgb24'
	].join();
	const found: { pixels: Pixels; contrast: number }[] = [];
	for (const share of SHARES) {
		const data = await frameAt(tools, film, size, share, chain);
		if (!data) continue;
		const pixels = { data, ...size };
		const { light, contrast } = await looks(pixels);
		if (light >= LEAST_LIGHT && contrast >= LEAST_CONTRAST) return pixels;
		found.push({ pixels, contrast });
	}
	const best = found.toSorted((a, b) => b.contrast - a.contrast)[0];
	if (!best) throw new Unpicturable('unreadable');
	return best.pixels;
}

async function frameAt({ ffmpeg }: FilmTools, film: Film, size: Size, share: number, chain: string) {
	const bytes = size.width * size.height * 3;
	const at = ((film.durationMs * share) / 1000).toFixed(3);
	const { out, complaints } = await runTool(
		ffmpeg,
		[
			...['-nostdin', '-v', 'error', '-threads', '2', '-ss', at, ...film.input, '-i', `file:${film.path}`],
			...['-map', `0:${film.video}`, '-frames:v', '1', '-vf', chain, '-f', 'rawvideo', 'pipe:1']
		],
		{ cpuSeconds: FRAME_CPU_SECONDS, fileBytes: 0, saidBytes: bytes }
	);
	if (/cannot allocate memory/i.test(complaints)) throw new Unpicturable('too-much-memory');
	if (out.length === bytes) return out;
	if (/decoder .* not found|not on whitelist|not implemented/i.test(complaints))
		throw new Unpicturable('unsupported');
	return null;
}

/** Of a small grey copy, 0 to 255. */
async function looks(pixels: Pixels) {
	const { channels } = await fromPixels(pixels).resize(64, 64, { fit: 'fill' }).greyscale().stats();
	return { light: channels[0]?.mean ?? 0, contrast: channels[0]?.stdev ?? 0 };
}
