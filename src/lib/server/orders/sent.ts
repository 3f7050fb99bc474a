import type { SentOrder } from '#lib/contract/open-gallery.ts';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { orderProgress } from '#lib/domain/orders/progress.ts';
import type { Context } from '../context.ts';
import type { Database } from '../db/open.ts';
import { itemStates } from './queries.ts';
import { ownOrderRows } from './find.ts';
import { iso } from './present.ts';
import { deliveriesOf } from './present-own.ts';

/** So many are said on the gallery's page; older ones are found by their own address. */
const MOST = 20;

/** The person's own and received orders, newest first. */
export async function sentOrders(
	db: Database,
	ctx: Context,
	actor: ClientActor,
	galleryId: string
): Promise<SentOrder[]> {
	return Array.fromAsync(await ownOrderRows(db, actor, galleryId, MOST), async (row) => ({
		id: row.id,
		number: row.number,
		...(row.selectionId ? { selectionId: row.selectionId } : {}),
		sentAt: iso(row.placedAt),
		progress: orderProgress(row, await itemStates(db, row.id)),
		finals: await finalsOf(db, ctx, actor, row.id)
	}));
}

async function finalsOf(
	db: Database,
	ctx: Context,
	actor: ClientActor,
	orderId: string
): Promise<SentOrder['finals']> {
	const live = (await deliveriesOf(db, ctx, actor, orderId)).filter(({ url }) => url);
	const [only, ...more] = live;
	if (!only?.url) return null;
	const count = live.reduce((sum, each) => sum + each.count, 0);
	return { count, href: more.length ? `/o/${orderId}` : only.url };
}
