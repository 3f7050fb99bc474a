import { eq } from 'drizzle-orm';
import { AppError } from '#lib/domain/fault.ts';
import { rightsOfParticipant, type Gallery, type Participant } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Database } from '../db/open.ts';
import { gallery, invitation, participant, studio } from '../db/schema.ts';

export type Invitation = typeof invitation.$inferSelect;
export type Found = { invitation: Invitation; person: Participant; gallery: Gallery; studioName: string };

const gone = () => new AppError('gone', 'faults:detail.gone');

/** What a link opens. Wrong, cut, expired, revoked, and where they may no longer look: one and the same 410. */
export async function findInvitation(
	db: Database,
	{ tokens, clock }: Pick<Context, 'tokens' | 'clock'>,
	token: string
): Promise<Found> {
	const now = clock.now();
	const row = await db
		.select({ invitation, person: participant, gallery, studioName: studio.name })
		.from(invitation)
		.innerJoin(participant, eq(participant.id, invitation.participantId))
		.innerJoin(gallery, eq(gallery.id, invitation.galleryId))
		.innerJoin(studio, eq(studio.id, gallery.studioId))
		.where(eq(invitation.tokenHash, tokens.hash(token)))
		.get();
	if (!row || !isLive(row.invitation, now)) throw gone();
	if (!(await rightsOfParticipant(db, row.person, now)).rights.look) throw gone();
	return row;
}

export const isLive = ({ revokedAt, expiresAt }: Invitation, now: number) =>
	revokedAt === null && (expiresAt === null || expiresAt > now);
