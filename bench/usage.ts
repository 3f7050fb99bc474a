import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds since each began, and memory now, of a process and all below it (Linux). */
export type TreeUsage = { cpuSeconds: number; rssMB: number };

const ticks = Number(execFileSync('getconf', ['CLK_TCK']));
const pageBytes = Number(execFileSync('getconf', ['PAGESIZE']));

type Stat = { pid: number; parent: number; cpuSeconds: number; rssMB: number };

/** Fields as in proc(5), counted behind the name, which may hold spaces. */
function statOf(pid: number): Stat[] {
	try {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
			.replace(/^.*\) /s, '')
			.split(' ')
			.map(Number);
		// with the children that have ended and been waited for
		const cpu = [11, 12, 13, 14].reduce((sum, at) => sum + (fields[at] ?? 0), 0);
		return [
			{
				pid,
				parent: fields[1] ?? 0,
				cpuSeconds: cpu / ticks,
				rssMB: ((fields[21] ?? 0) * pageBytes) / 1e6
			}
		];
	} catch {
		return []; // gone meanwhile
	}
}

/** CPU seconds of one process alone. */
export const ownCpuSeconds = (pid: number): number => statOf(pid)[0]?.cpuSeconds ?? NaN;

export function treeUsage(pid: number): TreeUsage {
	const all = readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => statOf(Number(name)));
	const tree = new Set([pid]);
	for (let size = 0; size !== tree.size;) {
		size = tree.size;
		for (const each of all) if (tree.has(each.parent)) tree.add(each.pid);
	}
	const inTree = all.filter((each) => tree.has(each.pid));
	const sum = (of: (each: Stat) => number) => inTree.reduce((total, each) => total + of(each), 0);
	return { cpuSeconds: sum((each) => each.cpuSeconds), rssMB: sum((each) => each.rssMB) };
}

/** Watches how much memory a process and all below it hold at most. */
export function watchPeak(pid: number) {
	let peak = 0;
	const look = () => void (peak = Math.max(peak, treeUsage(pid).rssMB));
	const timer = setInterval(look, 500);
	return () => {
		clearInterval(timer);
		look();
		return peak;
	};
}
