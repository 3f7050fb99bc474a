import type { ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Clock } from '../db/ids.ts';

/**
 * Archives whose every file was found readable by whoever asked for them, and what that rested on. Deliveries also end
 * by the clock, so a judgement is believed for a minute.
 */
export type AccessCache = {
	holds: (archiveId: string, stamp: string) => boolean;
	note: (archiveId: string, stamp: string) => void;
};

const BELIEVED_MS = 60_000;
const MOST = 1000;

export function makeAccessCache({ clock }: { clock: Clock }): AccessCache {
	const known = new Map<string, { stamp: string; at: number }>();
	return {
		holds: (archiveId, stamp) => {
			const found = known.get(archiveId);
			const age = clock.now() - (found?.at ?? 0);
			return found?.stamp === stamp && age >= 0 && age < BELIEVED_MS;
		},
		note: (archiveId, stamp) => {
			known.delete(archiveId);
			known.set(archiveId, { stamp, at: clock.now() });
			const [oldest] = known.keys();
			if (known.size > MOST && oldest !== undefined) known.delete(oldest);
		}
	};
}

/** What may be read of a gallery changes with this; throws where the gallery is not to be seen at all. */
export async function stampOf(
	{ db, clock }: Context,
	actor: ClientActor | MemberActor,
	galleryId: string
): Promise<string> {
	const { gallery, rights } = await findVisibleGallery(db.read, actor, galleryId, clock.now());
	return `${gallery.changeNumber} ${rights.look} ${rights.download} ${gallery.offerDownloads.join()}`;
}
