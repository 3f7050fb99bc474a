import type { GalleryView } from '#lib/contract/gallery.ts';
import type { Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';

/** A gallery as the API shows it; `remembered` are the studio's endings, which hold here too. */
export function presentGallery(
	ctx: Pick<Context, 'env'>,
	row: Gallery,
	fileCount: number,
	remembered: readonly string[] = []
): GalleryView {
	const { id, title, parentId, preset, defaultState, offerDownloads, offerOrders, deliverAtOnce } = row;
	const { deliveryRule, graceSeconds, codeOnNewDevice, okForRetoucher } = row;
	const { membersChoose, showLooking, orderBy } = row;
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
		acceptSuffixes: [...new Set([...row.acceptSuffixes, ...remembered])],
		language: row.language,
		watermark: row.watermark,
		proofEdge: row.proofEdge,
		expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt).toISOString(),
		fileCount,
		url: `${ctx.env.ORIGIN}/g/${id}`
	};
}
