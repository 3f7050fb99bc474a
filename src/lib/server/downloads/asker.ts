import { and, eq, isNull } from 'drizzle-orm';
import type { Actor, ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { clientIn, notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import { member } from '../db/schema.ts';
import type { Exchange } from '../http/raw.ts';
import { isLinkLive } from './links.ts';

/** The client who asks for bytes of this gallery; whoever is nobody here hears the same as for what does not exist. */
export async function clientHere(
	{ ctx, sessionId, req }: Exchange,
	galleryId: string,
	nothing: () => AppError = notFound
): Promise<ClientActor> {
	if (!sessionId) throw nothing();
	try {
		return await clientIn(ctx, sessionId, galleryId, req.headers['x-participant']?.toString());
	} catch (error) {
		const isNobody = error instanceof AppError && ['unauthenticated', 'not-found'].includes(error.fault);
		throw isNobody ? nothing() : error;
	}
}

/** Whether somebody who began a transfer is still who she was: signed in, a member, holding a live link. */
export async function isStillHere(ctx: Context, actor: Actor): Promise<boolean> {
	switch (actor.kind) {
		case 'client':
			return (await clientIn(ctx, actor.sessionId, actor.galleryId)).participantId === actor.participantId;
		case 'member':
			return isStillMember(ctx, actor);
		case 'link':
			return isLinkLive(ctx, actor.linkId);
	}
}

const isStillMember = (ctx: Context, { memberId }: MemberActor): boolean =>
	ctx.db.read
		.select({ id: member.id })
		.from(member)
		.where(and(eq(member.id, memberId), isNull(member.removedAt)))
		.get() !== undefined;
