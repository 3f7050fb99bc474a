import { and, eq, gt, inArray, isNotNull, isNull } from 'drizzle-orm';
import { lineOf, type Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { accessRow, gallery, member, order, orderRecipient, participant } from '../db/schema.ts';
import type { Recipient } from './recipients.ts';

export type Trusted = Recipient & { trust: (typeof orderRecipient.$inferSelect)['trust'] };

/** So many addresses that nobody of the studio gave get mail within a day; more wait for the studio. */
export const FOREIGN_A_DAY = 10;
const DAY_MS = 24 * 3_600_000;

/** What a client's recipients are to the studio: whoever has nothing to do with the gallery is counted by the day. */
export async function trusted(
	tx: Transaction,
	ctx: Context,
	where: Pick<Gallery, 'id' | 'studioId'>,
	recipients: readonly Recipient[]
): Promise<Trusted[]> {
	const known = await knownAddresses(tx, where);
	const counted = await foreignSince(tx, where.studioId, ctx.clock.now() - DAY_MS);
	return recipients.map((one) => {
		if (known.has(one.email)) return { ...one, trust: 'known' };
		if (!counted.has(one.email) && counted.size >= FOREIGN_A_DAY) return { ...one, trust: 'waits' };
		counted.add(one.email);
		return { ...one, trust: 'foreign' };
	});
}

/** Members, the people of the gallery, who was given rights here or above, and whom the studio confirmed here before. */
async function knownAddresses(
	tx: Transaction,
	where: Pick<Gallery, 'id' | 'studioId'>
): Promise<Set<string>> {
	const line = (await lineOf(tx, where.id)).map(({ id }) => id);
	const members = await tx
		.select({ email: member.email })
		.from(member)
		.where(and(eq(member.studioId, where.studioId), isNull(member.removedAt)))
		.all();
	const people = await tx
		.select({ email: participant.email })
		.from(participant)
		.where(and(inArray(participant.galleryId, line), isNotNull(participant.email)))
		.all();
	const invited = await tx
		.select({ email: accessRow.subject })
		.from(accessRow)
		.where(inArray(accessRow.galleryId, line))
		.all();
	const confirmed = await tx
		.select({ email: orderRecipient.email })
		.from(orderRecipient)
		.innerJoin(order, eq(order.id, orderRecipient.orderId))
		.where(and(eq(orderRecipient.trust, 'confirmed'), inArray(order.galleryId, line)))
		.all();
	const all = [...members, ...people, ...invited, ...confirmed];
	return new Set(all.map(({ email }) => email).filter((email) => email !== null));
}

async function foreignSince(tx: Transaction, studioId: string, since: number): Promise<Set<string>> {
	const rows = await tx
		.select({ email: orderRecipient.email })
		.from(orderRecipient)
		.innerJoin(order, eq(order.id, orderRecipient.orderId))
		.innerJoin(gallery, eq(gallery.id, order.galleryId))
		.where(
			and(
				eq(orderRecipient.trust, 'foreign'),
				gt(orderRecipient.createdAt, since),
				eq(gallery.studioId, studioId)
			)
		)
		.all();
	return new Set(rows.map(({ email }) => email));
}
