import type { Child, DecoderEnded } from './child.ts';
import type { Aside } from './wire.ts';

const YOUNG_MS = 1000;
const PAUSE_MS = 500;

/** A place for one decoder: whoever dies there is replaced at once, or after a pause when it died young. */
export type Seat = {
	/** The decoder of this seat, started if need be. */
	child: () => Child;
	/** Said to the decoder that is there, and to each that follows it. */
	say: (words: Aside) => void;
	/** Ends the decoder and replaces it no more. */
	close: () => Promise<void>;
};

export function makeSeat(start: () => Child, onEnd: (end: DecoderEnded) => void): Seat {
	let child: Child | undefined;
	let again: NodeJS.Timeout | undefined;
	let isClosed = false;
	let said: Aside | undefined;

	function replace() {
		clearTimeout(again);
		const startedAt = performance.now();
		const started = start();
		child = started;
		if (said) started.say(said);
		void started.gone.then((end) => {
			child = undefined;
			if (isClosed) return;
			onEnd(end);
			again = setTimeout(current, performance.now() - startedAt < YOUNG_MS ? PAUSE_MS : 0);
		});
		return started;
	}
	const current = () => child ?? replace();

	return {
		child: current,
		say(words) {
			said = words;
			child?.say(words);
		},
		async close() {
			isClosed = true;
			clearTimeout(again);
			child?.kill();
			await child?.gone;
		}
	};
}
