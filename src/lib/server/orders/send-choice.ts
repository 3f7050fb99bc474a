import type { ClientActor } from '#lib/domain/access/actor.ts';
import { canSendChoice } from '#lib/domain/access/offers.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import { byActor } from '../events/index.ts';
import { presentSelection } from '../marks/index.ts';
import { lockIn, requireLimit } from '../selections/index.ts';
import { draftFrom, orderFacts } from './draft.ts';

/** "Send my choice" where nothing of it can be ordered: it locks, and the studio is told. Twice is once. */
export async function sendChoice(ctx: Context, actor: ClientActor, galleryId: string, selectionId: string) {
	return ctx.db.transaction(async (tx) => {
		const facts = await orderFacts(tx, ctx, actor, galleryId, selectionId);
		const { rights, gallery, selection, members = [] } = facts;
		const offersOrders = gallery.offerOrders.length > 0;
		if (!canSendChoice(rights, { offersOrders })) throw new AppError('forbidden', 'faults:orders.no-right');
		if (!selection) throw new Error('A selection was found and is gone');
		if (selection.lockedAt !== null) return presentSelection(selection);
		requireLimit(selection, members.length);
		if (!members.length) throw new AppError('invalid', 'faults:orders.nothing-chosen');
		if (rights.order && draftFrom(facts, members).files.length)
			throw new AppError('conflict', 'faults:orders.order-instead');
		const by = byActor(actor);
		const { participantId } = actor;
		const locked = await lockIn(tx, ctx, selectionId, { by, participantId, how: 'choice' });
		return presentSelection(locked ?? selection);
	});
}
