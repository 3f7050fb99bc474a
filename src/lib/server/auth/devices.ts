import { timingSafeEqual } from 'node:crypto';
import type { Context } from '../context.ts';
import { cookieHeader, cookieNames, readCookie } from './cookies.ts';

const LIFE_SECONDS = 400 * 86_400;

/**
 * A browser in which a member once signed in. It opens nothing: their tries there are only counted apart from everybody
 * else's, so that nobody's guesses, however many, keep them out. Set-Cookie value for a new one.
 */
export function rememberDevice(ctx: Context, memberId: string): string {
	const id = ctx.ids.next();
	const { device } = cookieNames(ctx.env.ORIGIN);
	return cookieHeader(ctx.env.ORIGIN, device, `${id}-${proof(ctx, memberId, id)}`, LIFE_SECONDS);
}

/** The id of this browser where this member signed in in it before, else null. */
export function knownDevice(ctx: Context, cookies: string | undefined, memberId: string): string | null {
	const value = readCookie(cookies, cookieNames(ctx.env.ORIGIN).device);
	const at = value?.indexOf('-') ?? -1;
	if (!value || at < 0) return null;
	const id = value.slice(0, at);
	const [given, right] = [Buffer.from(value.slice(at + 1)), Buffer.from(proof(ctx, memberId, id))];
	return given.length === right.length && timingSafeEqual(given, right) ? id : null;
}

const proof = (ctx: Context, memberId: string, id: string) =>
	ctx.tokens.make('device', `${memberId}\n${id}`, 1);
