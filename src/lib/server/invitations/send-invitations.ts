import { and, eq } from 'drizzle-orm';
import type { InvitationsSent } from '#lib/contract/invitation.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { sameRights, type Rights } from '#lib/domain/access/rights.ts';
import type { Invite } from '#lib/domain/access/rows.ts';
import { parseAddresses, type AcceptedAddress } from '#lib/domain/addresses/paste.ts';
import { AppError } from '#lib/domain/fault.ts';
import { recipientRights } from '#lib/domain/galleries/presets.ts';
import { t } from '#lib/messages/index.ts';
import {
	accessChanged,
	findVisibleGallery,
	grant,
	inviteParticipant,
	requireAbility,
	rightsIn,
	type Gallery,
	type Participant
} from '../access/index.ts';
import type { Context } from '../context.ts';
import { byActor, type By } from '../events/index.ts';
import type { Transaction } from '../db/open.ts';
import { invitation, participant } from '../db/schema.ts';
import { queueMail } from '../outbox/index.ts';
import type { Invitation } from './find-invitation.ts';
import { linkOf } from './links.ts';

/**
 * Invites addresses, pasted in any shape: each good one gets a row, a link of its own and one mail; the others are
 * named with the reason. Without `rights` a row there is stays as it is, and a new one is the preset's.
 */
export async function sendInvitations(
	ctx: Context,
	actor: Actor,
	galleryId: string,
	input: Invite
): Promise<InvitationsSent> {
	if (input.rights && !input.rights.look) throw new AppError('invalid', 'faults:invitation.needs-look');
	const { accepted, rejected } = parseAddresses(input.to.join('\n'));
	const links = await ctx.db.transaction(async (tx) => {
		const { gallery } = await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		requireAbility(actor, 'manage-access');
		const letter = { message: input.message, sentBy: actor.memberId };
		const made: InvitationsSent['links'] = [];
		for (const one of accepted) {
			await admit(tx, ctx, byActor(actor), gallery, { email: one.address, rights: input.rights });
			made.push({ address: one.address, url: await inviteOne(tx, ctx, gallery, one, letter) });
		}
		return made;
	});
	return {
		sent: accepted.map(({ address }) => address),
		rejected: rejected.map(({ text, why }) => ({ address: text, detail: t(`shared:address.${why}`) })),
		links
	};
}

type LetterFacts = { message: string; sentBy: string };

async function inviteOne(
	tx: Transaction,
	ctx: Context,
	gallery: Gallery,
	{ address, name }: AcceptedAddress,
	letter: LetterFacts
): Promise<string> {
	const person = await inviteParticipant(tx, ctx, gallery.id, address, name ?? localPart(address));
	if (name && person.firstSeatAt === null)
		await tx.update(participant).set({ name }).where(eq(participant.id, person.id)).run();
	const row = await keepInvitation(tx, ctx, person, letter);
	const facts = { invitationId: row.id };
	await queueMail(tx, ctx, {
		template: 'invitation',
		to: address,
		toName: name ?? '',
		facts,
		galleryId: gallery.id
	});
	return linkOf(ctx, row);
}

const localPart = (address: string) => address.slice(0, address.indexOf('@'));

/** Gives the address a row unless one lets it in already and no other rights are asked for. */
async function admit(
	tx: Transaction,
	ctx: Context,
	by: By,
	{ id, preset }: Gallery,
	{ email, rights }: { email: string; rights: Rights | undefined }
) {
	const held = await rightsIn(tx, id, email, ctx.clock.now());
	const isIn = held.because === 'own-row' && held.rights.look;
	if (isIn && (!rights || sameRights(held.rights, rights))) return;
	await grant(tx, ctx, id, email, rights ?? recipientRights(preset));
	await accessChanged(tx, ctx, by, id, [email]);
}

/** One link for each person of a gallery; sent again it is the same, after a revocation it is the next one. */
async function keepInvitation(
	tx: Transaction,
	ctx: Context,
	person: Participant,
	letter: LetterFacts
): Promise<Invitation> {
	const { galleryId, id: participantId } = person;
	const theirs = and(eq(invitation.participantId, participantId), eq(invitation.galleryId, galleryId));
	const again = await tx
		.update(invitation)
		.set({ ...letter, revokedAt: null, expiresAt: null })
		.where(theirs)
		.returning()
		.all();
	if (again[0]) return again[0];
	const id = ctx.ids.next();
	const tokenHash = ctx.tokens.hash(ctx.tokens.make('invitation', id, 1));
	const row = { id, galleryId, participantId, counter: 1, tokenHash, ...letter, createdAt: ctx.clock.now() };
	const [made] = await tx.insert(invitation).values(row).returning().all();
	if (!made) throw new Error('The invitation was not kept');
	return made;
}
