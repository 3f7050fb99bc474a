import type { Actor, ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { clientIn, notFound } from '../access/index.ts';
import { readBearer } from '../auth/bearer.ts';
import { readMember } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
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

/** Whether somebody who began a transfer is still who they were: signed in, a member, holding a live token or link. */
export async function isStillHere(
	{ ctx, req }: Pick<Exchange, 'ctx' | 'req'>,
	actor: Actor
): Promise<boolean> {
	switch (actor.kind) {
		case 'client':
			return (await clientIn(ctx, actor.sessionId, actor.galleryId)).participantId === actor.participantId;
		case 'member':
			return (await memberNow(ctx, req, actor))?.memberId === actor.memberId;
		case 'link':
			return isLinkLive(ctx, actor.linkId);
	}
}

/** Whoever the key that they came with opens the studio for at this moment. */
const memberNow = async (ctx: Context, { headers }: Exchange['req'], { via }: MemberActor) =>
	via === 'token' ? await readBearer(ctx.db, headers.authorization) : readMember(ctx, headers.cookie);
