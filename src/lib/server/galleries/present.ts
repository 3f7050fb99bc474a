import type { Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';

export type GalleryView = ReturnType<typeof presentGallery>;

/** A gallery as the API shows it. */
export function presentGallery(ctx: Pick<Context, 'env'>, row: Gallery, fileCount: number) {
	const { id, title, parentId, preset, defaultState, offerDownloads, offerOrders, deliverAtOnce } = row;
	const { deliveryRule, graceSeconds, codeOnNewDevice, okForRetoucher } = row;
	const { membersChoose, showLooking, orderBy, acceptSuffixes } = row;
	return {
		id,
		title,
		parentId,
		preset,
		defaultState,
		offerDownloads,
		offerOrders,
		deliverAtOnce,
		deliveryRule,
		graceSeconds,
		codeOnNewDevice,
		okForRetoucher,
		showCover: row.showCover,
		membersChoose,
		showLooking,
		orderBy,
		acceptSuffixes,
		expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString(),
		fileCount,
		url: `${ctx.env.ORIGIN}/g/${id}`
	};
}
