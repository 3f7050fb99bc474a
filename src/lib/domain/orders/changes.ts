import { isSettled, type Item } from './item.ts';

type Counted = Pick<Item, 'fileId' | 'state' | 'afterVersion'>;

/**
 * What was ordered, a picture once, and what was asked for again after that: a change, or the right one instead of a wrong
 * one. Items of which nothing was ordered before (a newer version for whoever has the old one) are pictures too.
 */
export function tellApart<T extends Counted>(items: readonly T[]): { pictures: T[]; again: T[] } {
	const counted = items.filter(({ state }) => state !== 'cancelled');
	const pictures: T[] = [];
	const again: T[] = [];
	for (const ofOne of Map.groupBy(counted, ({ fileId }) => fileId).values()) {
		const [first, ...rest] = ofOne.toSorted(
			(a, b) => a.afterVersion - b.afterVersion || Number(isSettled(b)) - Number(isSettled(a))
		);
		if (first) pictures.push(first);
		again.push(...rest);
	}
	return { pictures, again };
}
