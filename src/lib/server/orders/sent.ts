import type { SentOrder } from '#lib/contract/open-gallery.ts';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { orderProgress } from '#lib/domain/orders/progress.ts';
import type { Context } from '../context.ts';
import type { Reader } from '../db/open.ts';
import { itemStates } from './queries.ts';
import { ownOrderRows } from './find.ts';
import { iso } from './present.ts';
import { deliveriesOf } from './present-own.ts';

/** So many are said on the gallery's page; older ones are found by their own address. */
const MOST = 20;

/** The person's own and received orders, newest first. */
export function sentOrders(db: Reader, ctx: Context, actor: ClientActor, galleryId: string): SentOrder[] {
	return ownOrderRows(db, actor, galleryId, MOST).map((row) => ({
		id: row.id,
		number: row.number,
		...(row.selectionId ? { selectionId: row.selectionId } : {}),
		sentAt: iso(row.placedAt),
		progress: orderProgress(row, itemStates(db, row.id)),
		finals: finalsOf(db, ctx, actor, row.id)
	}));
}

function finalsOf(db: Reader, ctx: Context, actor: ClientActor, orderId: string): SentOrder['finals'] {
	const live = deliveriesOf(db, ctx, actor, orderId).filter(({ url }) => url);
	const [only, ...more] = live;
	if (!only?.url) return null;
	const count = live.reduce((sum, each) => sum + each.count, 0);
	return { count, href: more.length ? `/o/${orderId}` : only.url };
}
