import { asc, eq } from 'drizzle-orm';
import type { InvitationLink } from '#lib/contract/invitation.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { invitation, participant } from '../db/schema.ts';
import type { Invitation } from './find-invitation.ts';

/** Made when it is shown or sent: the database holds no link. */
export const linkOf = (
	{ env, tokens }: Pick<Context, 'env' | 'tokens'>,
	{ id, counter }: Pick<Invitation, 'id' | 'counter'>
) => `${env.ORIGIN}/i/${tokens.make('invitation', id, counter)}`;

/** Everybody who was invited to a gallery with their own link, in the order of inviting. */
export async function listLinks(ctx: Context, actor: Actor, galleryId: string): Promise<InvitationLink[]> {
	await findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	requireAbility(actor, 'manage-access');
	return (
		await ctx.db.read
			.select({ row: invitation, email: participant.email, name: participant.name })
			.from(invitation)
			.innerJoin(participant, eq(participant.id, invitation.participantId))
			.where(eq(invitation.galleryId, galleryId))
			.orderBy(asc(invitation.createdAt), asc(participant.colour))
			.all()
	).map(({ row, email, name }) => ({
		id: row.id,
		email: email ?? '',
		name,
		url: linkOf(ctx, row),
		sentAt: iso(row.createdAt),
		openedAt: row.openedAt === null ? null : iso(row.openedAt),
		revokedAt: row.revokedAt === null ? null : iso(row.revokedAt)
	}));
}

const iso = (at: number) => new Date(at).toISOString();
