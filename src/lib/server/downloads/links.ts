import { and, eq, gt, isNotNull, isNull, or } from 'drizzle-orm';
import type { LinkActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import { delivery, deliveryLink, gallery } from '../db/schema.ts';

export type LiveLink = {
	actor: LinkActor;
	link: typeof deliveryLink.$inferSelect;
	delivery: typeof delivery.$inferSelect;
	gallery: typeof gallery.$inferSelect;
};

const SHAPE = /^[\w-]{43}$/;

/** The delivery that a token opens; one and the same 410 for wrong, cut, expired, revoked and recalled. */
export async function findLink(
	ctx: Pick<Context, 'db' | 'tokens' | 'clock'>,
	token: string
): Promise<LiveLink> {
	const found = SHAPE.test(token)
		? await liveLink(ctx, eq(deliveryLink.tokenHash, ctx.tokens.hash(token)))
		: null;
	if (!found) throw new AppError('gone', 'faults:detail.gone');
	return found;
}

/** Whether a link that was live a moment ago still is. */
export const isLinkLive = async (ctx: Pick<Context, 'db' | 'clock'>, linkId: string): Promise<boolean> =>
	(await liveLink(ctx, eq(deliveryLink.id, linkId))) !== null;

async function liveLink(
	ctx: Pick<Context, 'db' | 'clock'>,
	which: ReturnType<typeof eq>
): Promise<LiveLink | null> {
	const isOpen = and(
		isNull(deliveryLink.revokedAt),
		isNotNull(delivery.deliveredAt),
		isNull(delivery.recalledAt),
		or(isNull(delivery.expiresAt), gt(delivery.expiresAt, ctx.clock.now())),
		isNull(gallery.deletedAt)
	);
	const row = await ctx.db.read
		.select({ link: deliveryLink, delivery, gallery })
		.from(deliveryLink)
		.innerJoin(delivery, eq(delivery.id, deliveryLink.deliveryId))
		.innerJoin(gallery, eq(gallery.id, delivery.galleryId))
		.where(and(which, isOpen))
		.get();
	if (!row) return null;
	const { id: linkId, deliveryId, email } = row.link;
	return { ...row, actor: { kind: 'link', linkId, deliveryId, email } };
}
