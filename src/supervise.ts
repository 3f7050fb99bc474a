import { fork, type ChildProcess } from 'node:child_process';
import type { Context } from '#lib/server/context.ts';

/** Keeps one worker process alive; pokes travel both ways, so that neither side waits for its poll. */
export function superviseWorker(ctx: Context, onAnnouncement: () => void) {
	let child: ChildProcess | undefined;
	let stopping = false;
	let startedAt = 0;

	const start = () => {
		startedAt = ctx.clock.now();
		child = fork(new URL('./worker.js', import.meta.url), [], { serialization: 'json' });
		child.on('message', (message) => message === 'announcement' && onAnnouncement());
		child.on('error', (error) => ctx.log.error({ err: error }, 'the worker could not be reached'));
		child.on('exit', (code, signal) => {
			if (stopping) return;
			ctx.log.warn({ code, signal }, 'the worker ended; starting it again');
			setTimeout(start, ctx.clock.now() - startedAt < CALM_MS ? AGAIN_MS : 0);
		});
	};
	start();
	return {
		poke: () => void (child?.connected && child.send('job')),
		pid: () => child?.pid,
		stop: () =>
			new Promise<void>((resolve) => {
				stopping = true;
				if (!child || child.exitCode !== null) return resolve();
				child.on('exit', () => resolve());
				child.kill('SIGTERM');
			})
	};
}

// a worker that dies at once is not restarted in a tight loop
const CALM_MS = 2_000;
const AGAIN_MS = 500;
