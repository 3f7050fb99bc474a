import type { Film } from '#lib/contract/file.ts';

/** Where nobody said how long a frame is. */
const FRAME_SECONDS = 1 / 30;
const LEAP_SECONDS = 10;

export type FilmAct = 'toggle' | 'back' | 'forward' | 'frameBack' | 'frameOn';

/** What `<video>` has of it that we use. */
export type Video = Pick<HTMLVideoElement, 'currentTime' | 'paused' | 'muted' | 'volume' | 'pause'> & {
	play: () => Promise<void>;
};

/** The film on show: where it is, and what is done to it. The element says what it does; nothing is assumed of it. */
export class FilmPlayer {
	/** Its element stands in the poster's place. */
	isOpen = $state(false);
	/** Seconds from the beginning. */
	time = $state(0);
	paused = $state(true);
	/** As long as the viewer is open, whatever film is on show. */
	muted = $state(false);
	/** From 0 to 1. */
	volume = $state(1);
	/** Seconds. */
	duration = $state(0);
	/** The browser cannot play it. */
	isBroken = $state(false);
	#video: Video | undefined;
	#frame = FRAME_SECONDS;
	#playsAtOnce = false;

	open({ frameUs, durationMs }: Film, { plays }: { plays: boolean }) {
		if (this.isOpen || this.isBroken) return;
		this.#frame = frameUs ? frameUs / 1e6 : FRAME_SECONDS;
		this.#playsAtOnce = plays;
		this.duration = durationMs / 1000;
		this.isOpen = true;
	}

	/** Another one is on show. */
	close() {
		this.#playsAtOnce = false;
		Object.assign(this, { isOpen: false, isBroken: false, time: 0, paused: true, duration: 0 });
	}

	/** The element is there; what was asked before is done now. Returns what to do when it goes. */
	take(video: Video) {
		this.#video = video;
		video.muted = this.muted;
		video.volume = this.volume;
		if (this.time > 0) video.currentTime = this.time;
		if (this.#playsAtOnce) this.#play();
		this.#playsAtOnce = false;
		return () => {
			if (this.#video !== video) return;
			this.#video = undefined;
			this.paused = true;
		};
	}

	/** As the element is now. */
	heard({ currentTime, paused, muted, volume }: Video) {
		Object.assign(this, { time: currentTime, paused, muted, volume });
	}

	fail() {
		Object.assign(this, { isBroken: true, isOpen: false, paused: true });
	}

	act(act: FilmAct) {
		if (act === 'toggle') this.toggle();
		else if (act === 'back') this.seek(this.time - LEAP_SECONDS);
		else if (act === 'forward') this.seek(this.time + LEAP_SECONDS);
		else this.#step(act === 'frameOn' ? 1 : -1);
	}

	toggle() {
		if (this.#video?.paused) this.#play();
		else this.pause();
	}

	pause() {
		this.#playsAtOnce = false;
		this.#video?.pause();
	}

	/** Before its element is there, it begins at that place. */
	seek(seconds: number) {
		if (!this.isOpen) return;
		this.time = Math.max(0, Math.min(seconds, this.duration));
		if (this.#video) this.#video.currentTime = this.time;
	}

	/** Stands at this very moment. */
	show(seconds: number) {
		this.pause();
		this.seek(seconds);
	}

	/** The frame of that moment is on show, or one beside it. */
	standsAt = (seconds: number) =>
		this.isOpen && this.paused && Math.abs(this.time - seconds) <= this.#frame * 1.01;

	setMuted(muted: boolean) {
		this.muted = muted;
		if (this.#video) this.#video.muted = muted;
	}

	setVolume(volume: number) {
		this.volume = volume;
		if (this.#video) this.#video.volume = volume;
		this.setMuted(volume === 0);
	}

	#play() {
		// refused where the element went meanwhile, or by the browser: it stands still then, and its button says so
		this.#video?.play().catch(() => undefined);
	}

	/** To the middle of the next frame, since browsers round its beginning either way. */
	#step(by: 1 | -1) {
		this.pause();
		this.seek((Math.floor(this.time / this.#frame + 0.001) + by + 0.5) * this.#frame);
	}
}
