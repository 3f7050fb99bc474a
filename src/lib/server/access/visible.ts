import type { Database } from '../db/open.ts';
import { and, eq, isNull } from 'drizzle-orm';
import type { Actor, MemberActor } from '#lib/domain/access/actor.ts';
import { NO_RIGHTS, rightsOfRole, type Rights } from '#lib/domain/access/rights.ts';
import { memberCan, type Ability } from '#lib/domain/access/roles.ts';
import { AppError } from '#lib/domain/fault.ts';
import { param } from '../db/expressions.ts';
import { statement } from '../db/statement.ts';
import { gallery, member, order, participant } from '../db/schema.ts';
import { rightsOfParticipant, type Gallery } from './rights-in.ts';

export type Visible = { gallery: Gallery; rights: Rights };

export const notFound = () => new AppError('not-found', 'faults:detail.not-found');

/** A gallery loaded through the actor, with what the actor may do in it; whatever is not visible is not found. */
export async function findVisibleGallery(
	db: Database,
	actor: Actor,
	galleryId: string,
	now: number
): Promise<Visible> {
	const found = await standing(db).get({ galleryId });
	const rights = found ? await rightsHere(db, actor, found, now) : NO_RIGHTS;
	if (!found || !rights.look) throw notFound();
	return { gallery: found, rights };
}

const standing = statement((db: Database) =>
	db
		.select()
		.from(gallery)
		.where(and(eq(gallery.id, param('galleryId')), isNull(gallery.deletedAt)))
		.prepare()
);

async function rightsHere(db: Database, actor: Actor, found: Gallery, now: number): Promise<Rights> {
	if (actor.kind === 'member') {
		if (actor.studioId !== found.studioId) return NO_RIGHTS;
		// who manages galleries sees them all, ordered or not
		const ordered = memberCan(actor.role, 'manage-galleries') || (await hasOrders(db, found.id));
		return rightsOfRole(actor.role, () => ordered);
	}
	if (actor.kind !== 'client' || actor.galleryId !== found.id) return NO_RIGHTS;
	const person = await personIn(db).get({ participantId: actor.participantId, galleryId: found.id });
	return person ? (await rightsOfParticipant(db, person, now)).rights : NO_RIGHTS;
}

const personIn = statement((db: Database) =>
	db
		.select()
		.from(participant)
		.where(and(eq(participant.id, param('participantId')), eq(participant.galleryId, param('galleryId'))))
		.prepare()
);

export const hasOrders = async (db: Database, galleryId: string) =>
	(await anyOrder(db).get({ galleryId })) !== undefined;

const anyOrder = statement((db: Database) =>
	db
		.select({ id: order.id })
		.from(order)
		.where(eq(order.galleryId, param('galleryId')))
		.limit(1)
		.prepare()
);

/** Judged anew where something took its time: whoever was removed meanwhile, or has another role, is nobody any more. */
export async function requireStanding(db: Database, { memberId, role }: MemberActor) {
	const row = await memberBy(db).get({ memberId });
	if (row?.removedAt !== null || row.role !== role)
		throw new AppError('unauthenticated', 'faults:detail.unauthenticated');
}

const memberBy = statement((db: Database) =>
	db
		.select({ role: member.role, removedAt: member.removedAt })
		.from(member)
		.where(eq(member.id, param('memberId')))
		.prepare()
);

/** A member whose role may do this, else refused. */
export function requireAbility(actor: Actor, ability: Ability): asserts actor is MemberActor {
	if (actor.kind === 'member' && memberCan(actor.role, ability)) return;
	throw new AppError('forbidden', 'faults:access.managers-only');
}
