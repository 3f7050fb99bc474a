import { and, count, eq, isNull, ne } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { zoneHere } from '#lib/domain/days.ts';
import type { Context } from '../context.ts';
import { gallery, mail, order, orderItem, studio } from '../db/schema.ts';

export type StudioFrame = {
	studioName: string;
	/** Deadlines are days there. */
	timeZone: string;
	member: { name: string; email: string; role: MemberActor['role'] };
	/** Orders with something waiting or ready. */
	openOrders: number;
	/** Mails that could not be sent. */
	failedMails: number;
};

/** What stands round every page of the studio: its name, who is signed in, and what needs them. */
export async function studioFrame(ctx: Context, actor: MemberActor): Promise<StudioFrame> {
	const { read } = ctx.db;
	const own = await read.select().from(studio).where(eq(studio.id, actor.studioId)).get();
	const open = await read
		.selectDistinct({ id: order.id })
		.from(order)
		.innerJoin(orderItem, eq(orderItem.orderId, order.id))
		.innerJoin(gallery, eq(gallery.id, order.galleryId))
		.where(
			and(
				eq(gallery.studioId, actor.studioId),
				ne(orderItem.state, 'delivered'),
				ne(orderItem.state, 'cancelled'),
				isNull(gallery.deletedAt)
			)
		)
		.all();
	const failed = await read.select({ n: count() }).from(mail).where(eq(mail.status, 'failed')).get();
	const { name, email, role } = actor;
	return {
		studioName: own?.name ?? '',
		timeZone: own?.timeZone ?? zoneHere(),
		member: { name, email, role },
		openOrders: open.length,
		failedMails: failed?.n ?? 0
	};
}
