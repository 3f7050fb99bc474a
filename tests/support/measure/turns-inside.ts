import { PerformanceObserver } from 'node:perf_hooks';
import { createServer } from 'node:net';

// Loaded into the built web process (`--import`): how much work the event loop did between two looks, in CPU time of
// its thread, which a busy machine does not lengthen. It looks whenever it gets to its timers, so a turn is never cut.

const LOOK_MS = 2;
type Look = { from: number; to: number; cpuMs: number };

const path = process.env['TURNS_SOCKET'];
if (path && process.argv[1]?.endsWith('web.js')) watch(path);

function watch(socket: string) {
	let looks: Look[] = [];
	let pauses: { from: number; to: number }[] = [];
	new PerformanceObserver((list) => {
		for (const { startTime, duration } of list.getEntries())
			pauses.push({ from: startTime, to: startTime + duration });
	}).observe({ entryTypes: ['gc'] });

	let from = performance.now();
	let used = cpuMs();
	setInterval(() => {
		const [to, now] = [performance.now(), cpuMs()];
		looks.push({ from, to, cpuMs: now - used });
		[from, used] = [to, now];
	}, LOOK_MS).unref();

	/** Without the collector's pauses in it: those depend on the whole heap, not on the request. */
	// as a share of the turn: a pause is timed by the wall, and lasts longer where others have the processor
	const worked = (look: Look) => {
		const paused = pauses.reduce((ms, pause) => ms + overlap(look, pause), 0);
		return look.cpuMs * Math.max(0, 1 - paused / (look.to - look.from));
	};
	// whoever connects is told the longest since the last one
	createServer((asker) => {
		// the collector's entries come a turn later
		setTimeout(() => {
			asker.end(String(Math.max(0, ...looks.map(worked))));
			[looks, pauses] = [[], []];
		}, 4 * LOOK_MS);
	})
		.listen(socket)
		.unref();
}

function overlap(a: { from: number; to: number }, b: { from: number; to: number }) {
	return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}

function cpuMs() {
	const { user, system } = process.threadCpuUsage();
	return (user + system) / 1000;
}
