import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { databaseOf, server } from '#tests/support/postgres/databases.ts';
import manifest from '../../../package.json' with { type: 'json' };

/** The built app on a random port and a folder of its own: what a customer runs, from the outside. */
export type App = {
	origin: string;
	dataDir: string;
	token: string;
	pid: number;
	/** Everything it printed. */
	lines: string[];
	/** Resolves with the first printed line that fits, also an earlier one (from the line of this number on). */
	printed: (pattern: RegExp, from?: number) => Promise<string>;
	/** Ends it by a signal and resolves when it is gone, with the milliseconds it took. */
	end: (signal?: NodeJS.Signals) => Promise<number>;
	/** Resolves when it has ended by itself. */
	gone: () => Promise<void>;
	/** Starts it again on the same port and folder. */
	again: () => Promise<void>;
	/** Starts another process with the same settings but these. */
	beside: (settings: Record<string, string>) => {
		pid: number;
		end: (signal?: NodeJS.Signals) => Promise<void>;
	};
	/** Ends it and removes its folder. */
	close: () => Promise<void>;
};

export const OWNER = { email: 'ann@studio.test', password: 'light table 42' };

/** The flags of Node that `npm start` gives. */
export const flags = manifest.scripts.start.split(' ').filter((word) => word.startsWith('--'));

export async function startApp(settings: Record<string, string> = {}, args: string[] = []): Promise<App> {
	const dataDir = settings['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'proofsheet-app-'));
	const database = server && !settings['DATABASE_URL'] ? await databaseOf(server, dataDir) : null;
	const port = await freePort();
	const origin = `http://localhost:${port}`;
	const env: Record<string, string> = {
		PATH: process.env['PATH'] ?? '',
		HOME: process.env['HOME'] ?? '',
		PORT: String(port),
		HOST: '127.0.0.1',
		ORIGIN: origin,
		DATA_DIR: dataDir,
		...(database && { DATABASE_URL: database.url }),
		OWNER_EMAIL: OWNER.email,
		OWNER_PASSWORD: OWNER.password,
		LOG_LEVEL: 'warn',
		GRACE_SECONDS: '1',
		...settings
	};
	const lines: string[] = [];
	const waiting: { pattern: RegExp; done: (line: string) => void }[] = [];
	let child: ChildProcess | undefined;

	const hear = (line: string) => {
		lines.push(line);
		for (const each of waiting.filter(({ pattern }) => pattern.test(line))) each.done(line);
	};
	const printed = (pattern: RegExp, from = 0) =>
		new Promise<string>((done) => {
			const earlier = lines.slice(from).find((line) => pattern.test(line));
			if (earlier) return done(earlier);
			waiting.push({ pattern, done });
		});
	const start = async () => {
		const entry = resolve('build/server/web.js');
		if (!existsSync(entry)) throw new Error('Not built: run `npm run build` first');
		const from = lines.length;
		child = spawn(process.execPath, [...flags, entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
		for (const stream of [child.stdout, child.stderr])
			if (stream) createInterface({ input: stream }).on('line', hear);
		const gone = once(child, 'exit').then(([code]) => {
			throw new Error(`The app ended with ${code}:\n${lines.slice(from).join('\n')}`);
		});
		await Promise.race([printed(/listens on/, from), gone]);
		gone.catch(() => undefined);
	};
	const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
		const began = performance.now();
		if (!child || child.exitCode !== null || child.signalCode) return 0;
		const gone = once(child, 'exit');
		child.kill(signal);
		await gone;
		return performance.now() - began;
	};
	await start();
	const app: App = {
		origin,
		dataDir,
		token: '',
		get pid() {
			return child?.pid ?? 0;
		},
		lines,
		printed,
		end,
		again: start,
		gone: async () => {
			if (child && child.exitCode === null && !child.signalCode) await once(child, 'exit');
		},
		beside: (more) => {
			const other = spawn(process.execPath, [...flags, resolve('build/server/web.js')], {
				env: { ...env, ...more },
				stdio: ['ignore', 'ignore', 'inherit']
			});
			const ended = once(other, 'exit');
			return {
				pid: other.pid ?? 0,
				end: async (signal = 'SIGTERM') => {
					other.kill(signal);
					await ended;
				}
			};
		},
		close: async () => {
			await end();
			await database?.giveBack();
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
	// without an owner nobody can have one
	if (env['OWNER_EMAIL']) app.token = await makeToken(env);
	return app;
}

async function makeToken(env: Record<string, string>) {
	const args = [
		resolve('build/server/command.js'),
		'token',
		'create',
		'--email',
		env['OWNER_EMAIL'] ?? '',
		'--name',
		'test'
	];
	const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
	const chunks: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
	const [code] = await once(child, 'close');
	if (code !== 0) throw new Error(`token create ended with ${code}`);
	return Buffer.concat(chunks).toString().trim();
}

export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (!address || typeof address === 'string') throw new Error('no port');
	return address.port;
}
