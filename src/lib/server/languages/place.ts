import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { delivery, deliveryLink, invitation, order } from '../db/schema.ts';

type Reading = Pick<Context, 'db' | 'tokens'>;

/** Clients' pages and calls, by what stands behind the first letter: a gallery, an order, an invitation, a delivery. */
const PLACE = /^\/([goid])\/([^/.]+)/;

/** The gallery that an address belongs to; nothing is opened by it. */
export async function galleryAt(ctx: Reading, pathname: string): Promise<string | null> {
	const [, kind = '', key = ''] = PLACE.exec(pathname) ?? [];
	return (await idAt(ctx, kind, key)) ?? null;
}

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
