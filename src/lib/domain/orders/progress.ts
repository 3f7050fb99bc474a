import * as v from 'valibot';
import { countOrder, type Counted, type OrderCount } from './changes.ts';

export const OrderProgress = v.object({
	word: v.picklist(['received', 'seen', 'in-work', 'partly', 'delivered', 'cancelled']),
	delivered: v.number(),
	/** Pictures that count, each once: all but the cancelled ones. What was asked for again is not one more. */
	of: v.number(),
	/** What was asked for again (changes, the right one instead of a wrong one) and is not delivered yet. */
	changes: v.optional(v.number())
});
export type OrderProgress = v.InferOutput<typeof OrderProgress>;

/** The order in the client's words: received · seen · in work · n of m delivered. */
export function orderProgress(
	order: { seenAt: number | null; startedAt: number | null },
	items: readonly Counted[]
): OrderProgress {
	const { delivered, of, changes } = countOrder(items);
	return { word: wordOf(order, { delivered, of, changes }), delivered, of, ...(changes ? { changes } : {}) };
}

function wordOf(
	{ seenAt, startedAt }: { seenAt: number | null; startedAt: number | null },
	{ delivered, of, changes }: Pick<OrderCount, 'delivered' | 'of' | 'changes'>
): OrderProgress['word'] {
	if (of === 0) return 'cancelled';
	if (delivered === of && !changes) return 'delivered';
	if (delivered > 0) return 'partly';
	if (startedAt !== null) return 'in-work';
	return seenAt === null ? 'received' : 'seen';
}

/** Until Start the client changes the order; afterwards they ask. */
export function canChangeItems(order: { startedAt: number | null }): boolean {
	return order.startedAt === null;
}
