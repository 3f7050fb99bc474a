import { readFileSync } from 'node:fs';

/** How much work a task may be, and how long it may take by the wall: others go before a decoder, however long. */
export type Limit = { cpuMs: number; wallMs: number };

const LOOK_MS = 250;
/** USER_HZ: Linux tells every process's times in it. */
const TICK_MS = 10;

/** CPU time of a process with all its threads; null where the kernel does not say. */
function cpuMsOf(pid: number | undefined): number | null {
	if (process.platform !== 'linux' || pid === undefined) return null;
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// the name stands in brackets and may hold anything; utime and stime are the 14th and 15th field
		const [utime, stime] = stat
			.slice(stat.lastIndexOf(')') + 2)
			.split(' ')
			.slice(11, 13);
		return (Number(utime) + Number(stime)) * TICK_MS;
	} catch {
		return null; // it has just ended
	}
}

/** Calls `onLate` once the process has done or taken too much; answers how to stop looking. Without CPU times the wall's count. */
export function watchDeadline(pid: number | undefined, { cpuMs, wallMs }: Limit, onLate: () => void) {
	const before = cpuMsOf(pid);
	if (before === null) {
		const timer = setTimeout(onLate, Math.min(cpuMs, wallMs));
		return () => clearTimeout(timer);
	}
	const startedAt = performance.now();
	const timer = setInterval(() => {
		const used = (cpuMsOf(pid) ?? before) - before;
		if (used < cpuMs && performance.now() - startedAt < wallMs) return;
		clearInterval(timer);
		onLate();
	}, LOOK_MS);
	return () => clearInterval(timer);
}
