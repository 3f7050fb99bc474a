import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { KitHandler } from '#lib/server/http/listener.ts';
import { boundConnections, openFilesLimit } from '#lib/server/http/connections.ts';
import { boundUnread } from '#lib/server/http/unread.ts';
import { listen } from '#lib/server/http/listen.ts';
import { makeListener } from '#lib/server/http/listener.ts';
import { languagesOf } from '#lib/server/languages/index.ts';
import { prepareStudio } from '#lib/server/studio/prepare.ts';
import type { Context } from '#lib/server/context.ts';
import { createContext } from '#lib/server/create-context.ts';
import { keepPrivate } from '#lib/server/operations/data-folder.ts';
import { settleInstallation } from '#lib/server/operations/installation.ts';
import { claimFolder } from '#lib/server/operations/one-server.ts';
import { demoToken } from '#lib/server/demo/demo-token.ts';
import { attachRealtime } from '#lib/server/realtime/attach.ts';
import { readEnv, type Env } from './env.ts';
import { preloadRoutes, type Routes } from './preload-routes.ts';
import { rawRoutes } from './raw-routes.ts';
import { exitOnStartupError } from './exit-on-startup-error.ts';
import { superviseWorker } from './supervise.ts';

/** The web process: answers people, and (ROLE=all) starts and supervises the worker. */
const isDemo = process.argv.includes('--demo');
const DEMO = { studio: 'Ann Weber Photography', owner: 'Ann Weber' };
const DEMO_OWNER = { OWNER_EMAIL: 'ann@demo.example', OWNER_PASSWORD: 'light table' };
keepPrivate();
await exitOnStartupError(async () => {
	const env = isDemo ? withDemoOwner(readEnv(process.env)) : readEnv(process.env);
	if (env.ROLE === 'worker') await import('./worker.ts');
	else await startWeb(env);
});

async function startWeb(env: Env) {
	const giveBack = claimFolder(env);
	const ctx = await createContext(env);
	await settleInstallation(ctx, isDemo ? DEMO.studio : undefined);
	// adapter-node reads these when it is imported; the listener overwrites both headers from ORIGIN
	Object.assign(process.env, {
		PROTOCOL_HEADER: 'x-forwarded-proto',
		HOST_HEADER: 'x-forwarded-host',
		// ten thousand names with their folders, or decisions
		BODY_SIZE_LIMIT: '2M'
	});
	const { handler } = (await import(/* @vite-ignore */ new URL('../handler.js', import.meta.url).href)) as {
		handler: KitHandler;
	};
	const { manifest } = (await import(/* @vite-ignore */ new URL('manifest.js', import.meta.url).href)) as {
		manifest: Routes;
	};
	await preloadRoutes(manifest);
	const server = createServer({
		// whatever else somebody would like to speak is ignored, as RFC 9110 has it: the request is answered in HTTP/1.1
		shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
		headersTimeout: 15_000,
		// originals take as long as they take; all other bodies are hurried by the listener
		requestTimeout: 0,
		keepAliveTimeout: 65_000,
		maxHeaderSize: 16_384
	});
	boundConnections(server, openFilesLimit());
	boundUnread(server);
	server.on('request', makeListener(ctx, rawRoutes, handler, languagesOf(ctx)));
	const realtime = await attachRealtime(server, ctx);
	const worker = env.ROLE === 'all' ? superviseWorker(ctx, () => realtime.poke()) : null;
	ctx.db.onCommit((what) => {
		if (what.has('announcement')) realtime.poke();
		if (what.has('job')) worker?.poke();
	});
	const setUpLink = await prepareStudio(ctx, isDemo ? DEMO : {});
	const token = isDemo ? await demoToken(ctx) : null;
	let demo: ReturnType<typeof startDemo> | null = null;
	// from here on whoever says SIGTERM is heard
	const stop = stopOnce(async () => {
		server.close();
		server.closeIdleConnections();
		demo?.kill();
		await realtime.close();
		const workerGone = Promise.race([worker?.stop(), after(TRANSFER_MS + WORKER_MS)]);
		await Promise.race([drained(server), after(TRANSFER_MS)]);
		server.closeAllConnections();
		await workerGone;
		await ctx.db.close();
		giveBack();
	});
	for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0));
	ctx.db.onBroken((error) => {
		ctx.log.error({ err: error }, error.message);
		void stop(1);
	});
	process.on('uncaughtException', (error) => {
		ctx.log.error({ err: error }, 'stopping after an uncaught error');
		void stop(1);
	});
	process.on('unhandledRejection', (error) =>
		ctx.log.error({ err: error }, 'a promise was left without an answer')
	);
	await listen(server, env);
	say(`Proofsheet listens on ${env.ORIGIN}`);
	if (setUpLink) say(`No owner yet. Set up the studio here: ${setUpLink}`);
	if (isDemo && env.OWNER_PASSWORD === DEMO_OWNER.OWNER_PASSWORD)
		say(`The demo studio: sign in as ${env.OWNER_EMAIL} with the password "${env.OWNER_PASSWORD}".`);
	if (token !== null) demo = startDemo(ctx, token);
}

// SIGTERM: gone within 5 s; what is cut then resumes
const TRANSFER_MS = 4_000;
const WORKER_MS = 500;

/** The demo's studio belongs to somebody who can sign in at once. */
function withDemoOwner(env: Env): Env {
	return env.OWNER_EMAIL ? env : { ...env, ...DEMO_OWNER };
}

/** Pictures are painted in a process of its own, so that the server answers meanwhile. */
function startDemo(ctx: Context, token: string) {
	const child = fork(new URL('./demo.js', import.meta.url), [ctx.env.ORIGIN, token]);
	child.on('exit', (code) => code && ctx.log.error({ code }, 'the demo could not be made'));
	return child;
}

function say(line: string) {
	process.stdout.write(`${line}\n`);
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
const drained = (server: ReturnType<typeof createServer>) =>
	new Promise<void>((resolve) => server.on('close', () => resolve()));

function stopOnce(work: () => Promise<void>) {
	let stopping: Promise<void> | undefined;
	return async (code: number) => {
		// should nothing be left to wait for, Node ends by itself, with this; a failure is never covered by a later 0
		process.exitCode = code || process.exitCode || 0;
		stopping ??= work();
		await stopping.catch(() => undefined);
		process.exit();
	};
}
