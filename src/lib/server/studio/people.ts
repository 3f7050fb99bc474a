import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Actor, MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import { requireManager } from '../access/index.ts';
import { hashPassword } from '../auth/passwords.ts';
import type { Context } from '../context.ts';
import { apiToken, member } from '../db/schema.ts';
import type { AddMember } from './credentials.ts';
import { cancelUploadsOf } from '../uploads/index.ts';
import { signOutEverywhere } from './sign-out.ts';

const refused = (key: string) => new AppError('forbidden', t(`faults:people.${key}`));

/** Who works here is the owner's to say, at a signed-in browser: no token raises anybody's rights. */
export function requireOwner(actor: Actor): asserts actor is MemberActor {
	if (actor.kind !== 'member' || actor.role !== 'owner' || actor.via !== 'session')
		throw refused('owner-only');
}

export function requireSession(actor: Actor): asserts actor is MemberActor {
	if (actor.kind !== 'member' || actor.via !== 'session') throw refused('session-only');
}

export function listMembers(ctx: Context, actor: Actor) {
	requireManager(actor);
	const here = and(eq(member.studioId, actor.studioId), isNull(member.removedAt));
	return ctx.db.read
		.select({ id: member.id, name: member.name, email: member.email, role: member.role })
		.from(member)
		.where(here)
		.orderBy(asc(member.createdAt), asc(member.email))
		.all();
}

/** A member's own tokens: what they are called and when they were made, never the token. */
export function listTokens(ctx: Context, actor: MemberActor) {
	const hers = and(eq(apiToken.memberId, actor.memberId), isNull(apiToken.revokedAt));
	return ctx.db.read
		.select({ id: apiToken.id, name: apiToken.name, createdAt: apiToken.createdAt })
		.from(apiToken)
		.where(hers)
		.orderBy(asc(apiToken.createdAt))
		.all()
		.map((row) => ({ ...row, createdAt: new Date(row.createdAt).toISOString() }));
}

/** A photographer or retoucher with a password that the owner passes on; whoever was removed comes back so too. */
export async function addMember(ctx: Context, actor: Actor, input: AddMember) {
	requireOwner(actor);
	const { studioId } = actor;
	const { email, name, role } = input;
	const passwordHash = await hashPassword(input.password);
	return ctx.db.transaction((tx) => {
		const known = tx.select().from(member).where(eq(member.email, email)).get();
		if (known && known.removedAt === null)
			throw new AppError('conflict', t('faults:people.taken', { email }));
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
		if (known) tx.update(member).set(row).where(eq(member.id, id)).run();
		else tx.insert(member).values(row).run();
		return { id, name, email, role };
	});
}

/** Out at once: sessions and uploads end, tokens are unknown. The owner stays. */
export async function removeMember(ctx: Context, actor: Actor, memberId: string) {
	requireOwner(actor);
	const removedAt = ctx.clock.now();
	await ctx.db.transaction((tx) => {
		const hers = and(eq(member.id, memberId), eq(member.studioId, actor.studioId), isNull(member.removedAt));
		const found = tx.select().from(member).where(hers).get();
		if (!found) throw new AppError('not-found', t('faults:detail.not-found'));
		if (found.role === 'owner') throw refused('owner-stays');
		tx.update(member).set({ removedAt }).where(eq(member.id, memberId)).run();
		tx.update(apiToken).set({ revokedAt: removedAt }).where(eq(apiToken.memberId, memberId)).run();
		cancelUploadsOf(tx, ctx, memberId);
	});
	await signOutEverywhere(ctx, memberId);
}

/** The owner's for everybody, anybody's own: ends every session of that member. */
export async function setPassword(ctx: Context, actor: Actor, memberId: string, password: string) {
	requireSession(actor);
	if (actor.memberId !== memberId) requireOwner(actor);
	const passwordHash = await hashPassword(password);
	const hers = and(eq(member.id, memberId), eq(member.studioId, actor.studioId), isNull(member.removedAt));
	const { changes } = await ctx.db.transaction((tx) =>
		tx.update(member).set({ passwordHash }).where(hers).run()
	);
	if (!changes) throw new AppError('not-found', t('faults:detail.not-found'));
	await signOutEverywhere(ctx, memberId);
}
