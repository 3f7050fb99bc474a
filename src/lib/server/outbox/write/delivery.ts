import { and, asc, eq, isNull } from 'drizzle-orm';
import { t } from '#lib/messages/index.ts';
import { delivery, deliveryFile, deliveryLink, version } from '../../db/schema.ts';
import { galleryAndStudio, replyToOf } from '../studio-of.ts';
import type { Writer } from './written.ts';

const LISTED = 12;

/** Written from the frozen list, without what was taken off it meanwhile. */
export const writeDelivery: Writer<'delivery'> = async (ctx, { linkId }) => {
	const db = ctx.db.read;
	const found = await db
		.select({ link: deliveryLink, delivery })
		.from(deliveryLink)
		.innerJoin(delivery, eq(delivery.id, deliveryLink.deliveryId))
		.where(eq(deliveryLink.id, linkId))
		.get();
	const place = found && (await galleryAndStudio(db, found.delivery.galleryId));
	if (!found || !place || found.delivery.recalledAt !== null || found.link.revokedAt !== null) return null;
	const { id, message } = found.delivery;
	const files = await db
		.select({ name: deliveryFile.name, version: version.n })
		.from(deliveryFile)
		.leftJoin(version, eq(version.id, deliveryFile.versionId))
		.where(and(eq(deliveryFile.deliveryId, id), isNull(deliveryFile.recalledAt)))
		.orderBy(asc(deliveryFile.place))
		.all();
	const words = { studio: place.studio.name, title: place.gallery.title, count: files.length };
	// files sent without an order, and what was ordered as it is, may be anything
	const isRetouched = found.delivery.orderId !== null && files.every((file) => (file.version ?? 1) > 1);
	const names = files.map((file) => file.name);
	const more = names.length - LISTED;
	return {
		from: words.studio,
		replyTo: await replyToOf(db, place.studio),
		body: {
			subject: t('mail:delivery.subject', words),
			head: words.studio,
			lines: [t(isRetouched ? 'mail:delivery.retouched' : 'mail:delivery.line', words)],
			quote: message.trim() || undefined,
			list: more > 1 ? [...names.slice(0, LISTED), t('mail:delivery.more', { count: more })] : names,
			button: {
				label: t('mail:delivery.button'),
				url: `${ctx.env.ORIGIN}/d/${ctx.tokens.make('delivery', found.link.id, found.link.counter)}`
			},
			foot: [t('mail:delivery.foot')]
		}
	};
};
