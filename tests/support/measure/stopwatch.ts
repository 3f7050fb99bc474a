import { readFileSync } from 'node:fs';

/**
 * Starts a stopwatch: milliseconds since, less what this thread, the processes named here, and those named by the call
 * (born since) waited for a free core. A busy machine makes nobody late. Only Linux tells; elsewhere nothing is taken off.
 */
export function stopwatch(...running: number[]): (...born: number[]) => number {
	const began = performance.now();
	const known = ['thread-self', ...running.map(String)];
	const before = known.reduce((sum, of) => sum + waitedMs(of), 0);
	return (...born) => {
		const waited = [...known, ...born.map(String)].reduce((sum, of) => sum + waitedMs(of), -before);
		return performance.now() - began - waited;
	};
}

/** How long the first thread of a process was ready to run while no core was free; 0 where that is not known. */
function waitedMs(of: string): number {
	try {
		return Number(readFileSync(`/proc/${of}/schedstat`, 'utf8').split(' ')[1] ?? 0) / 1e6;
	} catch {
		return 0;
	}
}
