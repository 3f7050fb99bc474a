import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Processes started by this one (Linux), with their command lines. */
export function childrenOf(pid: number): { pid: number; command: string }[] {
	try {
		return readdirSync(`/proc/${pid}/task`)
			.flatMap((thread) =>
				readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean)
			)
			.map((child) => ({ pid: Number(child), command: commandOf(Number(child)) }));
	} catch {
		return [];
	}
}

function commandOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
	} catch {
		return '';
	}
}

export const workerOf = (webPid: number) =>
	childrenOf(webPid).find(({ command }) => command.includes('worker.js'))?.pid ?? 0;
export const isThere = (pid: number) => existsSync(`/proc/${pid}`) && !isZombie(pid);

function isZombie(pid: number): boolean {
	try {
		return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return true;
	}
}

let canTrace: boolean | undefined;

/** Whether strace is installed and allowed to trace here. */
export function hasStrace(): boolean {
	canTrace ??= spawnSync('strace', ['-qq', '-e', 'trace=none', 'true'], { stdio: 'ignore' }).status === 0;
	return canTrace;
}

/** Ends a process by SIGKILL inside its nth fsync or fdatasync from now on. `stop` lets go of it alive. */
export async function killAtSync(pid: number, nth: number) {
	const syncs = 'fsync,fdatasync';
	const strace = spawn(
		'strace',
		[
			...['-f', '-qq', '-o', '/dev/null', '-p', String(pid), '-e', `trace=${syncs}`],
			...['-e', `inject=${syncs}:signal=SIGKILL:when=${nth}`]
		],
		{ stdio: 'ignore' }
	);
	const gone = once(strace, 'exit');
	return {
		gone: gone.then(() => undefined),
		stop: async () => {
			strace.kill('SIGTERM');
			await gone;
		}
	};
}
