import { eq } from 'drizzle-orm';
import type { ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { Seat, TakeSeat } from '#lib/contract/seat.ts';
import { language } from '#lib/messages/index.ts';
import { touchClientSession } from '../auth/sessions.ts';
import {
	clientIn,
	ensureMemberParticipant,
	enterAsGuest,
	findVisibleGallery,
	type Participant
} from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { participant } from '../db/schema.ts';
import { newClientId } from './client-ids.ts';
import { announceArrival, peopleOf, pencilOf } from './people.ts';
import type { RoomKind } from './room-kind.ts';
import { presentSelection, selectionsIn } from './selections.ts';

export type Asker = { member: MemberActor | null; sessionId: string | null; network: string };
/** `cookie`: a Set-Cookie value, where a guest's session was started. */
export type SeatTaken = { seat: Seat; cookie: string | null };

/** A client's place at this page load, with a client id that nobody ever had. A guest needs a name first. */
export async function takeSeat(
	ctx: Context,
	asker: Asker,
	galleryId: string,
	input: TakeSeat
): Promise<SeatTaken> {
	const { actor, cookie } = await enter(ctx, asker, galleryId, input);
	if (!cookie) await touchClientSession(ctx, actor.sessionId);
	const seat = await ctx.db.transaction(async (tx) =>
		openSeat(tx, ctx, actor, 'client', await personIn(tx, actor.participantId))
	);
	return { seat, cookie };
}

/** A member's place: a public book like everybody's, and a studio book beside it. */
export async function takeStudioSeat(ctx: Context, asker: Asker, galleryId: string): Promise<SeatTaken> {
	const actor = asker.member;
	if (!actor) throw new AppError('unauthenticated', 'faults:detail.unauthenticated');
	const seat = await ctx.db.transaction(async (tx) => {
		await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		return openSeat(tx, ctx, actor, 'studio', await ensureMemberParticipant(tx, ctx, actor, galleryId));
	});
	return { seat, cookie: null };
}

async function openSeat(
	tx: Transaction,
	ctx: Context,
	actor: ClientActor | MemberActor,
	kind: RoomKind,
	person: Participant
): Promise<Seat> {
	const now = ctx.clock.now();
	const { gallery, rights } = await findVisibleGallery(tx, actor, person.galleryId, now);
	const needsName = person.name === '';
	if (!needsName) await arrive(tx, ctx, person, kind);
	return {
		participantId: person.id,
		...(needsName ? { needsName } : await clientIdsFor(tx, ctx, person, kind)),
		epoch: gallery.epoch,
		name: person.name,
		colour: pencilOf(person.colour),
		isMember: kind === 'studio',
		rights,
		hidesLooking: person.hidesLooking,
		people: await peopleOf(tx, gallery, kind, now, person.id),
		selections: (await selectionsIn(tx, gallery.id)).map(presentSelection)
	};
}

async function clientIdsFor(tx: Transaction, ctx: Context, { id, galleryId }: Participant, kind: RoomKind) {
	const owner = { galleryId, participantId: id };
	const clientId = await newClientId(tx, ctx, { ...owner, book: id });
	if (kind === 'client') return { clientId };
	return { clientId, studioClientId: await newClientId(tx, ctx, { ...owner, book: `studio:${id}` }) };
}

/** Members come unseen; a client's first seat is told to everybody. */
async function arrive(
	tx: Transaction,
	ctx: Context,
	{ id, galleryId, firstSeatAt }: Participant,
	kind: RoomKind
) {
	const now = ctx.clock.now();
	const change = { lastSeenAt: now, firstSeatAt: firstSeatAt ?? now, lastLanguage: language() };
	await tx.update(participant).set(change).where(eq(participant.id, id)).run();
	if (firstSeatAt === null && kind === 'client') await announceArrival(tx, ctx, galleryId, id);
}

async function personIn(tx: Transaction, id: string): Promise<Participant> {
	const row = await tx.select().from(participant).where(eq(participant.id, id)).get();
	if (!row) throw new AppError('not-found', 'faults:detail.not-found');
	return row;
}

/** The person this browser is here; else, where Anybody may look, a guest. The first refusal is the one that counts. */
async function enter(ctx: Context, { sessionId, network }: Asker, galleryId: string, input: TakeSeat) {
	try {
		const actor = await clientIn(ctx, sessionId, galleryId);
		if (actor.name !== '' || !input.name) return { actor, cookie: null };
	} catch (refusal) {
		try {
			return await enterAsGuest(ctx, { sessionId, network }, galleryId, input);
		} catch (fault) {
			throw fault instanceof AppError && fault.fault === 'not-found' ? refusal : fault;
		}
	}
	return enterAsGuest(ctx, { sessionId, network }, galleryId, input);
}
