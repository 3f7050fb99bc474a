import type { Item } from './item.ts';

export type OrderProgress = {
	word: 'received' | 'seen' | 'in-work' | 'partly' | 'delivered' | 'cancelled';
	delivered: number;
	/** Pictures that count: all but the cancelled ones. A change of one that was delivered is not one more. */
	of: number;
	/** Changes that were asked for and are not delivered yet. */
	changes?: number;
};

type Counted = Pick<Item, 'state'> & { afterVersion?: number };
const isChange = ({ afterVersion = 0 }: Counted) => afterVersion > 0;

/** The order in the client's words: received · seen · in work · n of m delivered. */
export function orderProgress(
	order: { seenAt: number | null; startedAt: number | null },
	items: readonly Counted[]
): OrderProgress {
	const standing = items.filter(({ state }) => state !== 'cancelled');
	const done = standing.filter(({ state }) => state === 'delivered');
	const changes = standing.filter((item) => isChange(item) && item.state !== 'delivered').length;
	const word = wordOf(order, done.length, standing.length);
	// an order of changes alone (the studio's, for whoever has the pictures) counts those
	if (standing.every(isChange)) return { word, delivered: done.length, of: standing.length };
	const counted = { delivered: firsts(done), of: firsts(standing) };
	return { word, ...counted, ...(changes ? { changes } : {}) };
}

const firsts = (items: readonly Counted[]) => items.filter((item) => !isChange(item)).length;

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
