import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { increment } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { gallery, seat } from '../db/schema.ts';

type Owner = { galleryId: string; participantId: string; book: string };

/** A client id that nobody ever had: counted per gallery, bound to one book for ever. */
export async function newClientId(
	tx: Transaction,
	ctx: Pick<Context, 'clock'>,
	owner: Owner
): Promise<number> {
	const [raised] = await tx
		.update(gallery)
		.set({ nextClientId: increment(gallery.nextClientId) })
		.where(eq(gallery.id, owner.galleryId))
		.returning({ next: gallery.nextClientId })
		.all();
	if (!raised) throw new Error('no such gallery');
	const clientId = raised.next - 1;
	await tx
		.insert(seat)
		.values({ ...owner, clientId, createdAt: ctx.clock.now() })
		.run();
	return clientId;
}

/** The one client id that the server writes one of its own books with. */
export async function serverClientId(
	tx: Transaction,
	ctx: Pick<Context, 'clock'>,
	owner: Owner
): Promise<number> {
	const own = and(eq(seat.galleryId, owner.galleryId), eq(seat.book, owner.book));
	const known = await tx.select({ clientId: seat.clientId }).from(seat).where(own).get();
	return known?.clientId ?? (await newClientId(tx, ctx, owner));
}
