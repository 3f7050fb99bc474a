import type { Film } from '#lib/contract/file.ts';

export type FilmColumns = {
	durationMs: number | null;
	frameUs: number | null;
	film: 'ready' | 'failed' | null;
	ladder: 'ready' | 'failed' | null;
};

/** How a version is played, below the address where its bytes are; undefined where nothing in it moves. */
export function filmView({ durationMs, frameUs, film, ladder }: FilmColumns, base: string): Film | undefined {
	if (durationMs === null) return undefined;
	const url = film === 'ready' ? { url: `${base}/film.mp4` } : {};
	const stream = film === 'ready' && ladder === 'ready' ? { stream: `${base}/film.m3u8` } : {};
	const frame = frameUs === null ? {} : { frameUs };
	return { durationMs, status: film ?? 'preparing', ...frame, ...url, ...stream };
}
