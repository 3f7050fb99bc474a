import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import pino from 'pino';
import type { Context } from '#lib/server/context.ts';
import { createContext } from '#lib/server/create-context.ts';
import { makeListener } from '#lib/server/http/listener.ts';
import { attachRealtime } from '#lib/server/realtime/attach.ts';
import { readEnv } from '#src/env.ts';
import { rawRoutes } from '#src/raw-routes.ts';
import { testClock, type TestClock } from '#tests/support/cast/context.ts';
import type { ScriptedSmtp } from '#tests/support/mail/scripted-smtp.ts';
import { withPoints, type Pass } from './wrap.ts';

export const ORIGIN = 'http://localhost:3000';
export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** In memory where there is room: a killed process leaves what the kernel holds, and a disk adds only waiting. */
const MEMORY = '/dev/shm';
const ROOM_BYTES = 2 ** 30;
const hasRoom = () => {
	if (!existsSync(MEMORY)) return false;
	const { bavail, bsize } = statfsSync(MEMORY);
	return bavail * bsize > ROOM_BYTES;
};
/** Of every life of this run. */
export const home = mkdtempSync(join(hasRoom() ? MEMORY : tmpdir(), 'proofsheet-points-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));
export const newFolder = () => mkdtempSync(join(home, 'life-'));

/** One life of the app on a data folder: front, sockets and everything the jobs need, in this process. */
export type World = {
	ctx: Context;
	clock: TestClock;
	origin: string;
	dir: string;
	fetch: (path: string, options: RequestInit & { as: string }) => Promise<Response>;
	end: () => Promise<void>;
};

export async function openWorld(
	dir: string,
	smtp: Pick<ScriptedSmtp, 'url'>,
	at: number,
	pass: Pass = { at: () => undefined, now: () => undefined }
): Promise<World> {
	const env = readEnv({ DATA_DIR: dir, ORIGIN, SMTP_URL: smtp.url, MAIL_FROM: 'proofs@studio.test' });
	const clock = testClock(at);
	const plain = await createContext(env, {
		clock,
		migrations: resolve('drizzle'),
		log: pino({ level: 'silent' })
	});
	const ctx = withPoints(plain, pass);
	const server = createServer(makeListener(ctx, rawRoutes, (_req, res) => void res.writeHead(404).end()));
	const realtime = await attachRealtime(server, ctx);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		ctx,
		clock,
		origin,
		dir,
		fetch: (path, { as, headers, ...options }) =>
			fetch(origin + path, { ...options, headers: { origin: ORIGIN, cookie: as, ...headers } }),
		end: async () => {
			await realtime.close();
			server.closeAllConnections();
			server.close();
			await plain.db.close();
		}
	};
}

/**
 * The folder as it lies at this very instant, which is what a killed process leaves: the kernel keeps what was
 * written, and nothing runs after. The shared-memory file is only an index, made anew from the journal.
 */
export function asKilledNow(dir: string): string {
	const left = newFolder();
	const isKept = (path: string) => !/(-shm|\.lock)$/.test(basename(path));
	cpSync(dir, left, { recursive: true, preserveTimestamps: true, filter: isKept });
	return left;
}

export const forget = (dir: string) => rm(dir, { recursive: true, force: true });
