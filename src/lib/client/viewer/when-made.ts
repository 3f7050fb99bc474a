const PAUSE_MS = 1000;
/** A decoder has a minute and a half for one picture, and others may be before it. */
const MOST_TRIES = 180;

/**
 * Asks until what this address names was made: asking is what orders it, and 202 says that it is under way. False: there is
 * none, or nobody could be asked. Rejects when it is told to stop.
 */
export async function untilMade(url: string, stop: AbortSignal): Promise<boolean> {
	for (let tries = 0; tries < MOST_TRIES; tries++) {
		const response = await fetch(url, { signal: stop });
		await response.arrayBuffer();
		if (response.status !== 202) return response.ok;
		const pause = Promise.withResolvers<void>();
		const timer = setTimeout(pause.resolve, PAUSE_MS);
		stop.addEventListener('abort', () => pause.resolve(), { once: true });
		await pause.promise;
		clearTimeout(timer);
	}
	return false;
}

/** An attachment of a picture without an address: it gets this one once the server has made what is there. */
export const whenMade = (url: string) => (image: HTMLImageElement) => {
	const stop = new AbortController();
	untilMade(url, stop.signal).then(
		(isMade) => isMade && (image.src = url),
		// without network what lies under it goes on being shown
		() => undefined
	);
	return () => stop.abort();
};
