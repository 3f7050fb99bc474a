import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { delivery, deliveryLink, gallery, invitation, order } from '../db/schema.ts';

type Reading = Pick<Context, 'db' | 'tokens'>;

/** Clients' pages and calls, by what stands behind the first letter: a gallery, an order, an invitation, a delivery. */
const PLACE = /^\/([goid])\/([^/.]+)/;

/** What an address says of the gallery that it belongs to; nothing is opened by it. */
export async function galleryAt(ctx: Reading, pathname: string) {
	const [, kind = '', key = ''] = PLACE.exec(pathname) ?? [];
	const id = await idAt(ctx, kind, key);
	if (!id) return null;
	return (await byId(ctx.db.read).get({ id })) ?? null;
}

const byId = statement((db: Database) =>
	db
		.select({ id: gallery.id, language: gallery.language })
		.from(gallery)
		.where(eq(gallery.id, param('id')))
		.prepare()
);

async function idAt({ db: { read }, tokens }: Reading, kind: string, key: string) {
	if (kind === 'g') return key;
	if (kind === 'o')
		return (await read.select({ id: order.galleryId }).from(order).where(eq(order.id, key)).get())?.id;
	if (kind === 'i') {
		const is = eq(invitation.tokenHash, tokens.hash(key));
		return (await read.select({ id: invitation.galleryId }).from(invitation).where(is).get())?.id;
	}
	if (kind !== 'd') return undefined;
	return (
		await read
			.select({ id: delivery.galleryId })
			.from(deliveryLink)
			.innerJoin(delivery, eq(delivery.id, deliveryLink.deliveryId))
			.where(eq(deliveryLink.tokenHash, tokens.hash(key)))
			.get()
	)?.id;
}
