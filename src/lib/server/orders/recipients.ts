import { and, eq, isNotNull } from 'drizzle-orm';
import { AppError } from '#lib/domain/fault.ts';
import type { Recipient } from '#lib/domain/orders/inputs.ts';
import { t } from '#lib/messages/index.ts';
import type { Recipient as Receiver } from '../deliveries/links.ts';
import type { Transaction } from '../db/open.ts';
import { participant } from '../db/schema.ts';
import { receiverOfRow } from './receivers.ts';

/** Each address once, with the person of this gallery that it belongs to. */
export function recipientsOf(
	tx: Transaction,
	galleryId: string,
	wanted: readonly Recipient[],
	now: number
): Receiver[] {
	const rows = tx
		.select()
		.from(participant)
		.where(and(eq(participant.galleryId, galleryId), isNotNull(participant.email)))
		.all();
	const found = wanted.map((one): Receiver => {
		const isShe = (row: (typeof rows)[number]) =>
			'address' in one ? row.email === one.address : row.id === one.participantId;
		const row = rows.find(isShe);
		if (row?.email) return { email: row.email, name: row.name, participantId: row.id };
		if ('address' in one) return { email: one.address, name: '', participantId: null };
		const invited = receiverOfRow(tx, galleryId, one.participantId, now);
		if (invited) return invited;
		throw new AppError('invalid', t('faults:orders.no-address'));
	});
	return [...new Map(found.map((one) => [one.email, one])).values()];
}
