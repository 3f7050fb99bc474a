/** When to try again after a lost connection: twice as long each time, never all together, half a second to thirty. */
export function retryDelayMs(attempt: number, random: () => number = chance): number {
	const most = Math.min(30_000, 1_000 * 2 ** attempt);
	return 500 + random() * (most - 500);
}

const chance = () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

export type Retry = {
	later: (work: () => void) => void;
	now: () => void;
	succeeded: () => void;
	stop: () => void;
};

/** One pending try at a time; `now` runs it at once, when the network says that it is back. */
export function makeRetry(delayMs: (attempt: number) => number = retryDelayMs): Retry {
	let attempt = 0;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let pending: (() => void) | undefined;
	const run = () => {
		clearTimeout(timer);
		const work = pending;
		pending = undefined;
		work?.();
	};
	return {
		later: (work) => {
			clearTimeout(timer);
			pending = work;
			timer = setTimeout(run, delayMs(attempt++));
		},
		now: run,
		succeeded: () => void (attempt = 0),
		stop: () => {
			clearTimeout(timer);
			pending = undefined;
		}
	};
}
