/** A token bucket: honest bursts pass, a steady flood does not. */
export function makeBucket(now: () => number, { burst, perSecond }: { burst: number; perSecond: number }) {
	let tokens = burst;
	let at = now();
	/** Takes one token; false when there is none. */
	return () => {
		const elapsedMs = Math.max(0, now() - at);
		// also backwards: a clock that was set back must not freeze anybody
		at = now();
		tokens = Math.min(burst, tokens + (elapsedMs / 1000) * perSecond);
		if (tokens < 1) return false;
		tokens--;
		return true;
	};
}
