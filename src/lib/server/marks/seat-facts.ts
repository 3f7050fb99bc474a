import { AppError } from '#lib/domain/fault.ts';
import type { SeatFacts } from '#lib/contract/seat.ts';
import { clientIn, findVisibleGallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import { peopleOf } from './people.ts';
import type { RoomKind } from './room-kind.ts';
import { presentSelection, selectionsIn } from './selections.ts';
import type { Asker } from './take-seat.ts';

/** What a seat says of its rights and of the others, as it is now; takes none. For pages that missed announcements. */
export async function seatFacts(
	ctx: Context,
	asker: Pick<Asker, 'member' | 'sessionId'>,
	kind: RoomKind,
	galleryId: string
): Promise<SeatFacts> {
	const { read } = ctx.db;
	const actor = kind === 'studio' ? asker.member : await clientIn(ctx, asker.sessionId, galleryId);
	if (!actor) throw new AppError('unauthenticated', 'faults:detail.unauthenticated');
	const now = ctx.clock.now();
	const { gallery, rights } = await findVisibleGallery(read, actor, galleryId, now);
	const me = actor.kind === 'client' ? actor.participantId : undefined;
	return {
		rights,
		people: await peopleOf(read, gallery, kind, now, me),
		selections: (await selectionsIn(read, galleryId)).map(presentSelection)
	};
}
