import { and, eq, isNull } from 'drizzle-orm';
import type { Actor, MemberActor } from '#lib/domain/access/actor.ts';
import { NO_RIGHTS, rightsOfRole, type Rights } from '#lib/domain/access/rights.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import { gallery, order, participant } from '../db/schema.ts';
import { rightsOfParticipant, type Gallery, type Read } from './rights-in.ts';

export type Visible = { gallery: Gallery; rights: Rights };

export const notFound = () => new AppError('not-found', t('faults:detail.not-found'));

/** A gallery loaded through the actor, with what the actor may do in it; whatever is not visible is not found. */
export function findVisibleGallery(db: Read, actor: Actor, galleryId: string, now: number): Visible {
	const found = db
		.select()
		.from(gallery)
		.where(and(eq(gallery.id, galleryId), isNull(gallery.deletedAt)))
		.get();
	const rights = found ? rightsHere(db, actor, found, now) : NO_RIGHTS;
	if (!found || !rights.look) throw notFound();
	return { gallery: found, rights };
}

function rightsHere(db: Read, actor: Actor, found: Gallery, now: number): Rights {
	if (actor.kind === 'member')
		return actor.studioId === found.studioId
			? rightsOfRole(actor.role, () => hasOrders(db, found.id))
			: NO_RIGHTS;
	if (actor.kind !== 'client' || actor.galleryId !== found.id) return NO_RIGHTS;
	const who = and(eq(participant.id, actor.participantId), eq(participant.galleryId, found.id));
	const person = db.select().from(participant).where(who).get();
	return person ? rightsOfParticipant(db, person, now).rights : NO_RIGHTS;
}

export const hasOrders = (db: Read, galleryId: string) =>
	db.select({ id: order.id }).from(order).where(eq(order.galleryId, galleryId)).limit(1).get() !== undefined;

/** Owner or photographer, else refused. */
export function requireManager(actor: Actor): asserts actor is MemberActor {
	if (actor.kind === 'member' && memberCan(actor.role, 'manage-galleries')) return;
	throw new AppError('forbidden', t('faults:access.managers-only'));
}
