import type { Film } from '#lib/contract/file.ts';

const HLS_TYPE = 'application/vnd.apple.mpegurl';

/** What `<video>` has of it that is needed to choose. */
export type Playable = Pick<HTMLVideoElement, 'src' | 'canPlayType'>;
/** What the window has to play pieces with. */
export type Means = { hasMediaSource: boolean; isManaged: boolean };

const meansHere = (): Means => ({
	hasMediaSource: 'MediaSource' in globalThis,
	isManaged: 'ManagedMediaSource' in globalThis
});

/**
 * Who plays a film: the browser from one file, the browser from the pieces (Apple's, which has done so for long), or
 * hls.js from the pieces.
 */
export function playedBy({ stream }: Pick<Film, 'stream'>, video: Playable, means = meansHere()) {
	if (!stream) return 'file';
	const hasOwn = video.canPlayType(HLS_TYPE) !== '';
	if (hasOwn && (means.isManaged || !means.hasMediaSource)) return 'stream';
	return means.hasMediaSource ? 'hls.js' : 'file';
}

/** Lets a video play it. Returns what to do when it goes. Where pieces do not come, the one file is played on. */
export function load(video: HTMLVideoElement, film: Film): () => void {
	const by = playedBy(film, video);
	if (by !== 'hls.js' || !film.stream) {
		video.src = (by === 'stream' ? film.stream : film.url) ?? '';
		return () => undefined;
	}
	const { stream, url = '' } = film;
	let isGone = false;
	let end = () => {};
	const inOneFile = () => {
		if (isGone) return;
		const { currentTime, paused } = video;
		end();
		video.src = url;
		video.currentTime = currentTime;
		// refused where the element went meanwhile: it stands still then
		if (!paused) video.play().catch(() => undefined);
	};
	// a large library, for long films only
	void import('hls.js/light').then(({ default: Hls }) => {
		if (isGone) return;
		if (!Hls.isSupported()) return inOneFile();
		// a worker of its own would be a script from nowhere, which our pages forbid
		const hls = new Hls({ enableWorker: false, startPosition: video.currentTime });
		end = () => hls.destroy();
		hls.on(Hls.Events.ERROR, (_, { fatal }) => {
			if (fatal) inOneFile();
		});
		hls.loadSource(stream);
		hls.attachMedia(video);
	}, inOneFile);
	return () => {
		isGone = true;
		end();
	};
}
