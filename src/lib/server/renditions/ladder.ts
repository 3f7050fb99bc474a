import { piecesOf, rungNames } from '../media/film/ladder-files.ts';
import type { Rendition } from './rows.ts';

/** What a player is told of a rung before it has heard of its pieces: the most that transcode.ts and ladder.ts let it take. */
const BITS_A_SECOND = { top: 7_160_000, 720: 3_128_000, 480: 1_296_000 };

/**
 * The sizes of a film that was made in several, as an HLS playlist; null where it was not. A player begins with the first
 * that it lists, so the one in the middle comes first.
 */
export function ladderOf(renditions: readonly Rendition[]): string | null {
	const rungs = rungNames.flatMap((name) => {
		const pieces = renditions.find(({ recipe }) => recipe === piecesOf(name));
		return pieces?.state === 'ready' ? [{ name, ...pieces }] : [];
	});
	if (!rungs.length) return null;
	const [top, ...lower] = rungs;
	const inOrder = top && lower.length ? [...lower.slice(0, 1), top, ...lower.slice(1)] : rungs;
	const lines = inOrder.flatMap(({ name, width, height }) => [
		`#EXT-X-STREAM-INF:BANDWIDTH=${BITS_A_SECOND[name]},RESOLUTION=${width}x${height}`,
		`film/${name}.m3u8`
	]);
	return ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS', ...lines, ''].join('\n');
}
