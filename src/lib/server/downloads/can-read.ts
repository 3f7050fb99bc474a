import type { Actor } from '#lib/domain/access/actor.ts';
import { canRead, type Reader, type Tier } from '#lib/domain/access/read.ts';
import { AppError } from '#lib/domain/fault.ts';
import { findVisibleGallery } from '../access/index.ts';
import { ownTurn } from '../db/in-turns.ts';
import { factsOf, type Held, type Read } from './facts.ts';

/** May the actor see pictures made of this version? */
export const canReadPreview = (db: Read, actor: Actor, versionId: string, now: number): boolean =>
	readable(db, actor, [versionId], 'preview', now).has(versionId);

/** Those of the versions that the actor may read. `held`: an archive or transfer of theirs that pinned them. */
export function readable(
	db: Read,
	actor: Actor,
	versionIds: readonly string[],
	tier: Tier,
	now: number,
	held?: Held
): Set<string> {
	return new Set([...judged(db, actor, versionIds, tier, now, held)].flat());
}

/** Set by set, the ids that the domain's rule lets through. */
function* judged(
	db: Read,
	actor: Actor,
	versionIds: readonly string[],
	tier: Tier,
	now: number,
	held?: Held
): Generator<string[]> {
	const readers = new Map<string, Reader>();
	const readerOf = (galleryId: string) => {
		const reader = readers.get(galleryId) ?? readerIn(db, actor, galleryId, now);
		readers.set(galleryId, reader);
		return reader;
	};
	for (const chunk of factsOf(db, actor, versionIds, tier, now, held))
		yield chunk
			.filter(({ galleryId, facts }) => canRead(readerOf(galleryId), facts, tier))
			.map(({ id }) => id);
}

const NOBODY: Reader = { kind: 'nobody' };

/** The actor as the domain knows readers; whoever does not see the gallery is nobody there. */
export function readerIn(db: Read, actor: Actor, galleryId: string, now: number): Reader {
	if (actor.kind === 'link') return { kind: 'link', deliveryId: actor.deliveryId };
	try {
		const { rights } = findVisibleGallery(db, actor, galleryId, now);
		if (actor.kind === 'member') return { kind: 'member' };
		return { kind: 'client', participantId: actor.participantId, email: actor.email, rights };
	} catch (error) {
		if (error instanceof AppError && error.fault === 'not-found') return NOBODY;
		throw error;
	}
}

/** As `readable` for originals, for thousands: lets others have their turn in between. */
export async function readableOfMany(
	db: Read,
	actor: Actor,
	versionIds: readonly string[],
	now: number,
	held?: Held
): Promise<Set<string>> {
	const allowed = new Set<string>();
	for (const part of judged(db, actor, versionIds, 'original', now, held)) {
		for (const id of part) allowed.add(id);
		if (allowed.size < versionIds.length) await ownTurn();
	}
	return allowed;
}
