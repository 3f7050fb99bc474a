import { existsSync, readdirSync, readFileSync } from 'node:fs';

export type Process = { pid: number; command: string; peakBytes: number };

/** Processes below this one, however deep, with the most memory that each ever had; empty where there is no /proc. */
export function processesBelow(pid: number): Process[] {
	const all = everyProcess();
	const below = (parent: number): Process[] =>
		all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
	return below(pid);
}

/** Processes started by this one, with their command lines. */
export const childrenOf = (pid: number): Process[] => everyProcess().filter(({ parent }) => parent === pid);

export const workerOf = (webPid: number) =>
	childrenOf(webPid).find(({ command }) => command.includes('worker.js'))?.pid ?? 0;
export const isThere = (pid: number) => existsSync(`/proc/${pid}`) && !isZombie(pid);

/** Commands of all processes that were started with this in their environment. */
export function processesWith(setting: string): string[] {
	return everyProcess()
		.filter(({ pid }) => environmentOf(pid).includes(setting))
		.map(({ command }) => command);
}

function environmentOf(pid: number): string[] {
	try {
		return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
	} catch {
		// it ended, or is another user's
		return [];
	}
}

function isZombie(pid: number): boolean {
	try {
		return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return true;
	}
}

function everyProcess() {
	try {
		return readdirSync('/proc')
			.filter((name) => /^\d+$/.test(name))
			.flatMap((name) => oneOf(Number(name)) ?? []);
	} catch {
		return [];
	}
}

function oneOf(pid: number) {
	try {
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		const number = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
		const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
		return { pid, command, parent: number('PPid'), peakBytes: number('VmHWM') * 1024 };
	} catch {
		// it ended while we looked
		return null;
	}
}
