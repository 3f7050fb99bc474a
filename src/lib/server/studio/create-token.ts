import { and, eq, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { Address } from '#lib/domain/addresses/address.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import { apiToken, member } from '../db/schema.ts';
import { TokenName } from './credentials.ts';
import { prepareStudio } from './prepare.ts';
import { requireSession } from './people.ts';

/** A new API token of the member with this address, for the command line; shown once, kept as a hash. */
export async function createToken(ctx: Context, email: string, name: string): Promise<string> {
	await prepareStudio(ctx);
	const theirs = and(eq(member.email, v.parse(Address, email)), isNull(member.removedAt));
	const found = await ctx.db.read.select().from(member).where(theirs).get();
	if (!found) throw new AppError('not-found', 'faults:people.no-member', { email });
	return addToken(ctx, found.id, name);
}

/** A member's own new token; a token cannot make tokens. */
export async function createOwnToken(ctx: Context, actor: MemberActor, name: string): Promise<string> {
	requireSession(actor);
	return addToken(ctx, actor.memberId, name);
}

async function addToken(ctx: Context, memberId: string, name: string): Promise<string> {
	const token = ctx.ids.bytes(32).toString('base64url');
	const row = { id: ctx.ids.next(), memberId, name: v.parse(TokenName, name), hash: ctx.tokens.hash(token) };
	await ctx.db.transaction(
		async (tx) =>
			void (await tx
				.insert(apiToken)
				.values({ ...row, createdAt: ctx.clock.now() })
				.run())
	);
	return token;
}

/** From this commit on the token is unknown. Another member's token is not found. */
export async function revokeToken(ctx: Context, actor: MemberActor, tokenId: string) {
	requireSession(actor);
	const theirs = and(
		eq(apiToken.id, tokenId),
		eq(apiToken.memberId, actor.memberId),
		isNull(apiToken.revokedAt)
	);
	const revokedAt = ctx.clock.now();
	const { changes } = await ctx.db.transaction((tx) =>
		tx.update(apiToken).set({ revokedAt }).where(theirs).run()
	);
	if (!changes) throw new AppError('not-found', 'faults:detail.not-found');
}
