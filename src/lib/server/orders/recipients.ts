import { and, eq, isNotNull } from 'drizzle-orm';
import { AppError } from '#lib/domain/fault.ts';
import type { Recipient as Wanted } from '#lib/domain/orders/inputs.ts';
import type { Transaction } from '../db/open.ts';
import { participant } from '../db/schema.ts';
import { receiverOfRow } from './receivers.ts';

/** Somebody whom an order or a delivery goes to, by address. */
export type Recipient = { email: string; name: string; participantId: string | null };

/** Each address once, with the person of this gallery that it belongs to. */
export async function recipientsOf(
	tx: Transaction,
	galleryId: string,
	wanted: readonly Wanted[],
	now: number
): Promise<Recipient[]> {
	const rows = await tx
		.select()
		.from(participant)
		.where(and(eq(participant.galleryId, galleryId), isNotNull(participant.email)))
		.all();
	const found = await Array.fromAsync(wanted, async (one): Promise<Recipient> => {
		const isPerson = (row: (typeof rows)[number]) =>
			'address' in one ? row.email === one.address : row.id === one.participantId;
		const row = rows.find(isPerson);
		if (row?.email) return { email: row.email, name: row.name, participantId: row.id };
		if ('address' in one) return { email: one.address, name: '', participantId: null };
		const invited = await receiverOfRow(tx, galleryId, one.participantId, now);
		if (invited) return invited;
		throw new AppError('invalid', 'faults:orders.no-address');
	});
	return [...new Map(found.map((one) => [one.email, one])).values()];
}
