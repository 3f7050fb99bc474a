import type { Size } from '../sizes.ts';
import type { Film } from './open-film.ts';

/** White paper in a film of high dynamic range, in cd/m²: it becomes the white of a screen (ITU-R BT.2408). */
const PAPER_WHITE = 203;
const curves = { hlg: 'arib-std-b67', pq: 'smpte2084' };

/**
 * The chain that gives a film this size in what every screen shows (BT.709). High dynamic range is brought down by
 * `tonemap` where the ffmpeg has it; otherwise it looks pale, as it does on an old television.
 */
export function toScreen({ transfer, matrix }: Film, { width, height }: Size, mapsTones: boolean): string[] {
	const size = `w=${width}:h=${height}`;
	if (transfer === 'sdr' || !mapsTones)
		return [`scale=${size}:flags=bicubic:in_color_matrix=${matrix}:out_color_matrix=bt709`, 'setsar=1'];
	return [
		`setparams=color_primaries=bt2020:color_trc=${curves[transfer]}:colorspace=bt2020nc`,
		`zscale=${size}:t=linear:npl=${PAPER_WHITE}`,
		'format=gbrpf32le',
		'zscale=p=bt709',
		'tonemap=mobius:desat=0:peak=5',
		'zscale=t=bt709:m=bt709:r=tv',
		'format=yuv420p',
		'setsar=1'
	];
}
