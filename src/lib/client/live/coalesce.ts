import { makeRetry } from './retry.ts';

/**
 * One run at a time, `afterMs` after it was first asked for; what is asked meanwhile is one more run. One that fails is
 * tried again, later each time.
 */
export function coalesce(run: () => Promise<unknown>, afterMs: number) {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isRunning = false;
	let isAsked = false;
	let isStopped = false;
	const retry = makeRetry();
	const begin = async () => {
		timer = undefined;
		isRunning = true;
		isAsked = false;
		retry.stop();
		await run().then(retry.succeeded, () => retry.later(ask));
		isRunning = false;
		if (isAsked) ask();
	};
	const ask = () => {
		isAsked = true;
		if (!isRunning && !isStopped) timer ??= setTimeout(() => void begin(), afterMs);
	};
	return {
		ask,
		stop: () => {
			clearTimeout(timer);
			isStopped = true;
			retry.stop();
		}
	};
}
