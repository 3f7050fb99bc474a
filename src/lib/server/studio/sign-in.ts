import { and, eq, isNull } from 'drizzle-orm';
import { readAddress } from '#lib/domain/addresses/address.ts';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import { countAttempt, forgetAttempts } from '../auth/attempts.ts';
import { isPassword } from '../auth/passwords.ts';
import { startMemberSession } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { member } from '../db/schema.ts';
import type { SignIn } from './credentials.ts';

const QUARTER_HOUR_MS = 15 * 60_000;

/**
 * Answers the Set-Cookie value of a new session. Unknown address and wrong password: the same answer after the same
 * work. Tries are counted by address and network together, and by network: nobody can shut another one out.
 */
export async function signIn(ctx: Context, network: string, { email, password }: SignIn): Promise<string> {
	const read = readAddress(email);
	const address = read.ok ? read.address : null;
	const key = `sign-in:${address ?? 'none'}:${network}`;
	await countAttempt(ctx, [
		{ key, max: 10, perMs: QUARTER_HOUR_MS },
		{ key: `sign-in:${network}`, max: 50, perMs: QUARTER_HOUR_MS }
	]);
	const found = address === null ? undefined : memberOf(ctx, address);
	const right = await isPassword(found?.passwordHash ?? null, password);
	if (!found || !right) throw new AppError('unauthenticated', t('faults:people.wrong-password'));
	await forgetAttempts(ctx, key);
	return startMemberSession(ctx, found.id);
}

const memberOf = (ctx: Context, email: string) =>
	ctx.db.read
		.select()
		.from(member)
		.where(and(eq(member.email, email), isNull(member.removedAt)))
		.get();

/** Where to go after signing in: a path of the studio on this very server, or its home. */
export function safePath(wanted: string | null, origin: string): string {
	if (!wanted?.startsWith('/studio')) return '/studio';
	const url = URL.canParse(wanted, origin) ? new URL(wanted, origin) : null;
	const inside = url?.origin === origin && /^\/studio(\/(?!sign-|setup)|$)/.test(url.pathname);
	return inside && url ? url.pathname + url.search : '/studio';
}
