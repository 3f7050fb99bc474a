import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pino from 'pino';
import type { Context } from '#lib/server/context.ts';
import { createContext } from '#lib/server/create-context.ts';
import { cookieNames } from '#lib/server/auth/cookies.ts';
import { startMemberSession } from '#lib/server/auth/sessions.ts';
import { createToken } from '#lib/server/studio/create-token.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { readEnv } from '#src/env.ts';
import { startApp, type App } from './app.ts';
import { ann, ray } from '#tests/support/cast/cast.ts';

/** Thousands of small commits: where there is a disk in memory, they wait for no other. */
const QUICK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/**
 * The built app, and beside it a context on the same data folder, as a worker has one: tests make facts with it and
 * read what the app wrote. Without a worker of its own (`ROLE=web`) nothing changes but by requests and by the test.
 */
export type Served = { app: App; ctx: Context; close: () => Promise<void> };

export async function startServed(settings: Record<string, string> = {}): Promise<Served> {
	const app = await startApp({ ROLE: 'web', DATA_DIR: mkdtempSync(join(QUICK, 'proofsheet-')), ...settings });
	const env = readEnv({ ...settings, DATA_DIR: app.dataDir, ORIGIN: app.origin });
	const ctx = await createContext(env, { migrations: resolve('drizzle'), log: pino({ level: 'silent' }) });
	return {
		app,
		ctx,
		close: async () => {
			await ctx.db.close();
			await app.close();
		}
	};
}

/** Headers by which the app knows who asks. */
export type As = Record<string, string>;
export const asBrowser = (origin: string, cookie: string): As => ({ origin, ...(cookie ? { cookie } : {}) });
export const asToken = (token: string): As => ({ authorization: `Bearer ${token}` });

export const memberCookie = async (ctx: Context, { memberId }: MemberActor) =>
	(await startMemberSession(ctx, memberId)).split(';')[0] ?? '';

/** A session of nobody: the right form, and no row behind it. */
export const forgedCookie = (ctx: Context) =>
	`${cookieNames(ctx.env.ORIGIN).client}=${ctx.ids.bytes(32).toString('base64url')}`;

/** The studio's people at their own browsers, and ann's script. */
export async function staffOf({ app, ctx }: Served) {
	const [photographer, retoucher] = [await ann(ctx), await ray(ctx)];
	return {
		ann: photographer,
		ray: retoucher,
		headers: {
			photographer: asBrowser(app.origin, await memberCookie(ctx, photographer)),
			retoucher: asBrowser(app.origin, await memberCookie(ctx, retoucher)),
			token: asToken(await createToken(ctx, photographer.email, 'test'))
		}
	};
}
