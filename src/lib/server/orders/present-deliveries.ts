import { and, eq, inArray, isNotNull, ne } from 'drizzle-orm';
import type { DeliveryMail, DeliveryView } from '#lib/contract/delivery.ts';
import type { Context } from '../context.ts';
import type { Database } from '../db/open.ts';
import { isPicture } from '../db/pictures.ts';
import { delivery, deliveryFile, deliveryLink, file, mail, orderItem } from '../db/schema.ts';
import { linkUrl } from './delivery-url.ts';

type Row = typeof delivery.$inferSelect;

const iso = (at: number) => new Date(at).toISOString();

/** `mails`: whether the reader may have the recipients' addresses and links. */
export async function presentDeliveries(
	db: Database,
	ctx: Context,
	rows: readonly Row[],
	{ mails: withMails = true }: { mails?: boolean } = {}
): Promise<DeliveryView[]> {
	const ids = rows.map(({ id }) => id);
	if (!ids.length) return [];
	const items = await db.select().from(orderItem).where(inArray(orderItem.deliveryId, ids)).all();
	const isOff = and(inArray(deliveryFile.deliveryId, ids), isNotNull(deliveryFile.recalledAt));
	const off = await db
		.select({ deliveryId: deliveryFile.deliveryId, fileId: deliveryFile.fileId })
		.from(deliveryFile)
		.innerJoin(file, and(eq(file.id, deliveryFile.fileId), isPicture))
		.where(isOff)
		.all();
	const mails = Map.groupBy(withMails ? await mailsOf(db, ctx, ids) : [], ({ deliveryId }) => deliveryId);
	return rows.map((row) => ({
		...fields(row),
		itemIds: items.filter(({ deliveryId }) => deliveryId === row.id).map(({ id }) => id),
		recalledFileIds: off.filter(({ deliveryId }) => deliveryId === row.id).map(({ fileId }) => fileId),
		mails: (mails.get(row.id) ?? []).map(({ mail }) => mail)
	}));
}

function fields({ id, orderId, number, dueAt, held, deliveredAt, recalledAt }: Row) {
	return {
		id,
		orderId,
		number,
		...(dueAt === null || deliveredAt !== null ? {} : { dueAt: iso(dueAt) }),
		held,
		...(deliveredAt === null ? {} : { deliveredAt: iso(deliveredAt) }),
		...(recalledAt === null ? {} : { recalledAt: iso(recalledAt) })
	};
}

/** Each recipient's link with what became of its mail; one kept for want of a mail server is still waiting. */
async function mailsOf(
	db: Database,
	ctx: Context,
	deliveryIds: string[]
): Promise<{ deliveryId: string; mail: DeliveryMail }[]> {
	return (
		await db
			.select({ link: deliveryLink, status: mail.status, error: mail.lastError })
			.from(deliveryLink)
			.leftJoin(mail, and(eq(mail.deliveryId, deliveryLink.deliveryId), eq(mail.to, deliveryLink.email)))
			.where(and(inArray(deliveryLink.deliveryId, deliveryIds), ne(deliveryLink.email, '')))
			.orderBy(deliveryLink.email)
			.all()
	).map(({ link, status, error }) => {
		const shown = status === 'sent' || status === 'failed' ? status : ('waiting' as const);
		const kept = status === 'kept' ? { kept: true as const } : {};
		const known = link.name ? { name: link.name } : {};
		const why = shown !== 'sent' && error ? { error } : {};
		return {
			deliveryId: link.deliveryId,
			mail: { to: link.email, ...known, status: shown, url: linkUrl(ctx, link), ...why, ...kept }
		};
	});
}
