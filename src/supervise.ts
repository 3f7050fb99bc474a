import { fork, type ChildProcess } from 'node:child_process';
import type { Context } from '#lib/server/context.ts';
import { releaseLeases } from '#lib/server/jobs/release.ts';

/** Keeps one worker process alive; pokes travel both ways, so that neither side waits for its poll. */
export function superviseWorker(ctx: Context, onAnnouncement: () => void) {
	let child: ChildProcess | undefined;
	let stopping = false;
	let startedAt = 0;
	let ended: Promise<void> | undefined;

	const start = () => {
		startedAt = ctx.clock.now();
		const holder = ctx.ids.next();
		const worker = fork(new URL('./worker.js', import.meta.url), ['--holder', holder], {
			serialization: 'json'
		});
		worker.on('message', (message) => message === 'announcement' && onAnnouncement());
		worker.on('error', (error) => ctx.log.error({ err: error }, 'the worker could not be reached'));
		child = worker;
		ended = new Promise((resolve) =>
			worker.on('exit', async (code, signal) => {
				if (!stopping) ctx.log.warn({ code, signal }, 'the worker ended; starting it again');
				// not before its end was seen: it might still be sending
				await releaseLeases(ctx, holder).catch((error) =>
					ctx.log.warn({ err: error }, 'what the worker held waits until its leases end')
				);
				if (!stopping) setTimeout(start, ctx.clock.now() - startedAt < CALM_MS ? AGAIN_MS : 0);
				resolve();
			})
		);
	};
	start();
	return {
		poke: () => void (child?.connected && child.send('job')),
		/** Resolves when it is gone and what it held can be taken by the next one. */
		stop: async () => {
			stopping = true;
			child?.kill('SIGTERM');
			await ended;
		}
	};
}

// a worker that dies at once is not restarted in a tight loop
const CALM_MS = 2_000;
const AGAIN_MS = 500;
