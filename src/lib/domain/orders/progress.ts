import type { Item } from './item.ts';

export type OrderProgress = {
	word: 'received' | 'seen' | 'in-work' | 'partly' | 'delivered' | 'cancelled';
	delivered: number;
	/** Items that count: all but the cancelled ones. */
	of: number;
};

/** The order in the client's words: received · seen · in work · n of m delivered. */
export function orderProgress(
	order: { seenAt: number | null; startedAt: number | null },
	items: readonly Pick<Item, 'state'>[]
): OrderProgress {
	const of = items.filter(({ state }) => state !== 'cancelled').length;
	const delivered = items.filter(({ state }) => state === 'delivered').length;
	return { word: wordOf(order, delivered, of), delivered, of };
}

function wordOf(
	{ seenAt, startedAt }: { seenAt: number | null; startedAt: number | null },
	delivered: number,
	of: number
): OrderProgress['word'] {
	if (of === 0) return 'cancelled';
	if (delivered === of) return 'delivered';
	if (delivered > 0) return 'partly';
	if (startedAt !== null) return 'in-work';
	return seenAt === null ? 'received' : 'seen';
}

/** Until Start the client changes the order herself; afterwards she asks. */
export function canChangeItems(order: { startedAt: number | null }): boolean {
	return order.startedAt === null;
}
