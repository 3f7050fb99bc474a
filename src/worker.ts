import { parseArgs } from 'node:util';
import { createContext } from '#lib/server/create-context.ts';
import { makeRegistry } from '#lib/server/jobs/registry.ts';
import { startRunner } from '#lib/server/jobs/runner.ts';
import { startDecoders } from '#lib/server/media/decoders.ts';
import { findFilmTools } from '#lib/server/media/film/tools.ts';
import { watchClock } from '#lib/server/operations/clock-step.ts';
import { keepPrivate } from '#lib/server/operations/data-folder.ts';
import { settleInstallation } from '#lib/server/operations/installation.ts';
import { planSweep } from '#lib/server/operations/sweep.ts';
import { readEnv } from './env.ts';
import { exitOnStartupError } from './exit-on-startup-error.ts';

/** The worker process: jobs, deliveries, mail, sweep; hands hostile bytes to its decoders. */
keepPrivate();
await exitOnStartupError(async () => {
	const ctx = await createContext(readEnv(process.env));
	await settleInstallation(ctx);
	const decoders = startDecoders({
		entry: new URL('./decoder.js', import.meta.url),
		clock: ctx.clock,
		log: ctx.log,
		filmTools: findFilmTools(ctx.env.FFMPEG_PATH, process.env['PATH'] ?? '')
	});
	await planSweep(ctx);
	const { holder } = parseArgs({ options: { holder: { type: 'string' } }, strict: false }).values;
	const runner = startRunner(ctx, makeRegistry(decoders), {
		beforeLook: watchClock(ctx),
		holder: typeof holder === 'string' ? holder : ctx.ids.next()
	});

	process.on('message', (message) => message === 'job' && runner.poke());
	ctx.db.onCommit((what) => what.has('announcement') && process.connected && process.send?.('announcement'));

	let stopping = false;
	async function stop(code: number) {
		process.exitCode = code || process.exitCode || 0;
		if (stopping) return;
		stopping = true;
		// a job that is cut here is taken up again when its lease ends, or is ended for it; half a second is enough to write what is done
		await Promise.race([runner.stop(), new Promise((resolve) => setTimeout(resolve, 400).unref())]);
		void decoders.close();
		process.exit();
	}
	const fail = (words: string) => (error: unknown) => {
		ctx.log.error({ err: error }, words);
		void stop(1);
	};
	for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0));
	process.on('disconnect', () => void stop(0));
	// the server that started this one ended before anybody listened for it
	if (process.connected === false) void stop(0);
	ctx.db.onBroken(fail('the worker ends: the database may not be written any more'));
	process.on('uncaughtException', fail('stopping after an uncaught error'));
});
