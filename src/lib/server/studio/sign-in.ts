import { and, eq, isNull } from 'drizzle-orm';
import { readPastedAddress } from '#lib/domain/addresses/address.ts';
import { AppError } from '#lib/domain/fault.ts';
import { knownDevice, rememberDevice } from '../auth/devices.ts';
import { atItsPace, type Lane } from '../auth/pace.ts';
import { isPassword } from '../auth/passwords.ts';
import { startMemberSession } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { member } from '../db/schema.ts';
import type { SignIn } from './credentials.ts';

/** Where the request comes from: its network, and its Cookie header. */
export type From = { network: string; cookies: string | undefined };

/**
 * Answers the Set-Cookie values of a new session and of a browser that is known from now on. Unknown address and wrong
 * password: the same answer after the same work. Wrong tries slow further ones down, and never refuse a right one.
 */
export async function signIn(ctx: Context, from: From, { email, password }: SignIn): Promise<string[]> {
	const read = readPastedAddress(email);
	const address = read.ok ? read.address : null;
	const found = address === null ? undefined : await memberOf(ctx, address);
	const device = found ? knownDevice(ctx, from.cookies, found.id) : null;
	const member = await atItsPace(ctx, lanesOf(address, from.network, device), async () => {
		const right = await isPassword(found?.passwordHash ?? null, password);
		return right && found ? found : null;
	});
	if (!member) throw new AppError('unauthenticated', 'faults:people.wrong-password');
	const session = await startMemberSession(ctx, member.id);
	return device ? [session] : [session, rememberDevice(ctx, member.id)];
}

/**
 * A known browser is judged by its own tries alone. All others share: those of one network at one account, those of one
 * network at all accounts (a studio's people sit behind one address), and everybody's at one account.
 */
function lanesOf(address: string | null, network: string, device: string | null): Lane[] {
	const account = `sign-in:${address ?? 'none'}`;
	if (device) return [{ key: `${account}:device:${device}`, free: 10, slowestMs: 3_000 }];
	return [
		{ key: `${account}:${network}`, free: 25, slowestMs: 3_000 },
		{ key: `sign-in:${network}`, free: 300, slowestMs: 1_000 },
		{ key: account, free: 300, slowestMs: 1_000 }
	];
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
