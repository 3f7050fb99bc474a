import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Actor, MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import { AppError } from '#lib/domain/fault.ts';
import { requireAbility } from '../access/index.ts';
import { atItsPace } from '../auth/pace.ts';
import { hashPassword, isPassword } from '../auth/passwords.ts';
import type { Context } from '../context.ts';
import { apiToken, member } from '../db/schema.ts';
import type { AddMember, SetPassword } from './credentials.ts';
import { cancelUploadsOf } from '../uploads/index.ts';
import { signOutEverywhere } from './sign-out.ts';

const refused = (key: 'owner-only' | 'session-only' | 'owner-stays' | 'current-password') =>
	new AppError('forbidden', `faults:people.${key}`);

/** Who works here is the owner's to say, at a signed-in browser: no token raises anybody's rights. */
export function requireOwner(actor: Actor): asserts actor is MemberActor {
	const may = actor.kind === 'member' && memberCan(actor.role, 'manage-studio');
	if (!may || actor.via !== 'session') throw refused('owner-only');
}

export function requireSession(actor: Actor): asserts actor is MemberActor {
	if (actor.kind !== 'member' || actor.via !== 'session') throw refused('session-only');
}

export async function listMembers(ctx: Context, actor: Actor) {
	requireAbility(actor, 'see-members');
	const here = and(eq(member.studioId, actor.studioId), isNull(member.removedAt));
	return ctx.db.read
		.select({ id: member.id, name: member.name, email: member.email, role: member.role })
		.from(member)
		.where(here)
		.orderBy(asc(member.createdAt), asc(member.email))
		.all();
}

/** A member's own tokens: what they are called and when they were made, never the token. */
export async function listTokens(ctx: Context, actor: MemberActor) {
	const theirs = and(eq(apiToken.memberId, actor.memberId), isNull(apiToken.revokedAt));
	return (
		await ctx.db.read
			.select({ id: apiToken.id, name: apiToken.name, createdAt: apiToken.createdAt })
			.from(apiToken)
			.where(theirs)
			.orderBy(asc(apiToken.createdAt))
			.all()
	).map((row) => ({ ...row, createdAt: new Date(row.createdAt).toISOString() }));
}

/** A photographer or retoucher with a password that the owner passes on; whoever was removed comes back so too. */
export async function addMember(ctx: Context, actor: Actor, input: AddMember) {
	requireOwner(actor);
	const { studioId } = actor;
	const { email, name, role } = input;
	const passwordHash = await hashPassword(input.password);
	return ctx.db.transaction(async (tx) => {
		const known = await tx.select().from(member).where(eq(member.email, email)).get();
		if (known && known.removedAt === null) throw new AppError('conflict', 'faults:people.taken', { email });
		const id = known?.id ?? ctx.ids.next();
		const row = {
			id,
			studioId,
			email,
			name,
			role,
			passwordHash,
			createdAt: ctx.clock.now(),
			removedAt: null
		};
		if (known) await tx.update(member).set(row).where(eq(member.id, id)).run();
		else await tx.insert(member).values(row).run();
		return { id, name, email, role };
	});
}

/** Out at once: sessions and uploads end, tokens are unknown. The owner stays. */
export async function removeMember(ctx: Context, actor: Actor, memberId: string) {
	requireOwner(actor);
	const removedAt = ctx.clock.now();
	await ctx.db.transaction(async (tx) => {
		const theirs = and(
			eq(member.id, memberId),
			eq(member.studioId, actor.studioId),
			isNull(member.removedAt)
		);
		const found = await tx.select().from(member).where(theirs).get();
		if (!found) throw new AppError('not-found', 'faults:detail.not-found');
		if (found.role === 'owner') throw refused('owner-stays');
		await tx.update(member).set({ removedAt }).where(eq(member.id, memberId)).run();
		await tx.update(apiToken).set({ revokedAt: removedAt }).where(eq(apiToken.memberId, memberId)).run();
		await cancelUploadsOf(tx, ctx, memberId);
	});
	await signOutEverywhere(ctx, memberId);
}

/**
 * A new password: the owner's for everybody, anybody's own. One's own needs the current one, since a browser that was
 * left open, or a cookie that was taken, would be enough otherwise. Every session of that member ends, and with
 * `revokeTokens` every API token.
 */
export async function setPassword(ctx: Context, actor: Actor, memberId: string, input: SetPassword) {
	requireSession(actor);
	if (actor.memberId !== memberId) requireOwner(actor);
	else await requireCurrentPassword(ctx, actor, input.current);
	const passwordHash = await hashPassword(input.password);
	const theirs = and(eq(member.id, memberId), eq(member.studioId, actor.studioId), isNull(member.removedAt));
	const revokedAt = ctx.clock.now();
	const { changes } = await ctx.db.transaction(async (tx) => {
		const done = await tx.update(member).set({ passwordHash }).where(theirs).run();
		const live = and(eq(apiToken.memberId, memberId), isNull(apiToken.revokedAt));
		if (done.changes && input.revokeTokens) await tx.update(apiToken).set({ revokedAt }).where(live).run();
		return done;
	});
	if (!changes) throw new AppError('not-found', 'faults:detail.not-found');
	await signOutEverywhere(ctx, memberId);
}

/** At the pace of guesses: a session that was taken is no way to guess the password. */
async function requireCurrentPassword(ctx: Context, { memberId }: MemberActor, current: string) {
	const hash =
		(await ctx.db.read.select().from(member).where(eq(member.id, memberId)).get())?.passwordHash ?? null;
	const lane = { key: `current-password:${memberId}`, free: 10, slowestMs: 7_000 };
	const right = await atItsPace(ctx, [lane], async () => ((await isPassword(hash, current)) ? hash : null));
	if (right === null) throw refused('current-password');
}
