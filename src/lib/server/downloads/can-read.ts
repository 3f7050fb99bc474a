import type { Database } from '../db/open.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canRead, type Reader, type Tier } from '#lib/domain/access/read.ts';
import { AccessJudge } from '../access/index.ts';
import { ownTurn } from '../db/in-turns.ts';
import { factsOf, type Held, type LoadedFacts } from './facts.ts';

/** May the actor see pictures made of this version? */
export const canReadPreview = async (
	db: Database,
	actor: Actor,
	versionId: string,
	now: number
): Promise<boolean> => (await readable(db, actor, [versionId], 'preview', now)).has(versionId);

/** Those of the versions that the actor may read. `held`: an archive or transfer of theirs that pinned them. */
export async function readable(
	db: Database,
	actor: Actor,
	versionIds: readonly string[],
	tier: Tier,
	now: number,
	held?: Held
): Promise<Set<string>> {
	return new Set((await Array.fromAsync(judged(db, actor, versionIds, tier, now, held))).flat());
}

/** Set by set, the ids that the domain's rule lets through. */
async function* judged(
	db: Database,
	actor: Actor,
	versionIds: readonly string[],
	tier: Tier,
	now: number,
	held?: Held
): AsyncGenerator<string[]> {
	const judge = new AccessJudge(db, now);
	const readers = new Map<string, Reader>();
	for await (const chunk of factsOf(db, actor, versionIds, tier, now, held)) {
		for (const { galleryId } of chunk)
			if (!readers.has(galleryId)) readers.set(galleryId, await readerIn(judge, actor, galleryId));
		const isAllowed = ({ galleryId, facts }: LoadedFacts) =>
			canRead(readers.get(galleryId) ?? NOBODY, facts, tier);
		yield chunk.filter(isAllowed).map(({ id }) => id);
	}
}

const NOBODY: Reader = { kind: 'nobody' };

/** The actor as the domain knows readers; whoever does not see the gallery is nobody there. */
export async function readerIn(judge: AccessJudge, actor: Actor, galleryId: string): Promise<Reader> {
	if (actor.kind === 'link') return { kind: 'link', deliveryId: actor.deliveryId };
	const seen = await judge.seenBy(actor, galleryId);
	if (!seen) return NOBODY;
	if (actor.kind === 'member') return { kind: 'member' };
	return { kind: 'client', participantId: actor.participantId, email: actor.email, rights: seen.rights };
}

/** What is asked of many: originals unless said otherwise. */
type Of = { held?: Held | undefined; tier?: Tier };

/** As `readable`, for thousands: lets others have their turn in between. */
export async function readableOfMany(
	db: Database,
	actor: Actor,
	versionIds: readonly string[],
	now: number,
	{ held, tier = 'original' }: Of = {}
): Promise<Set<string>> {
	const allowed = new Set<string>();
	for await (const part of judged(db, actor, versionIds, tier, now, held)) {
		for (const id of part) allowed.add(id);
		if (allowed.size < versionIds.length) await ownTurn();
	}
	return allowed;
}
