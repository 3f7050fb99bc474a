import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

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
