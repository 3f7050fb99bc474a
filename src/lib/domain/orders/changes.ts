import { isSettled, type Item, type ItemState } from './item.ts';

export type Counted = Pick<Item, 'fileId' | 'state' | 'afterVersion'>;

/**
 * What was ordered, a picture once, and what was asked for again after that: a change, or the right one instead of a wrong
 * one. Items of which nothing was ordered before (a newer version for whoever has the old one) are pictures too.
 */
export function tellApart<T extends Counted>(items: readonly T[]): { pictures: T[]; again: T[] } {
	const counted = items.filter(({ state }) => state !== 'cancelled');
	const pictures: T[] = [];
	const again: T[] = [];
	for (const [first, ...rest] of byPicture(counted)) {
		if (first) pictures.push(first);
		again.push(...rest);
	}
	return { pictures, again };
}

/** The items of each picture: first the one that stands for it, then what was asked for again, last what was taken out. */
export function byPicture<T extends Counted>(items: readonly T[]): T[][] {
	const isOut = ({ state }: T) => Number(state === 'cancelled');
	const settled = (item: T) => Number(isSettled(item));
	return [...Map.groupBy(items, ({ fileId }) => fileId).values()].map((ofOne) =>
		ofOne.toSorted(
			(a, b) => isOut(a) - isOut(b) || a.afterVersion - b.afterVersion || settled(b) - settled(a)
		)
	);
}

export type OrderCount = {
	/** Pictures, each once; so are those delivered and those that wait. */
	of: number;
	delivered: number;
	waiting: number;
	/** Items, since each goes out. */
	ready: number;
	/** Asked for again and not delivered yet. */
	changes: number;
};

/** How an order stands, in numbers. */
export function countOrder(items: readonly Counted[]): OrderCount {
	const { pictures, again } = tellApart(items);
	return {
		of: pictures.length,
		delivered: inState(pictures, 'delivered'),
		waiting: inState(pictures, 'waiting'),
		ready: inState(items, 'ready'),
		changes: again.length - inState(again, 'delivered')
	};
}

const inState = (items: readonly Counted[], state: ItemState) =>
	items.filter((item) => item.state === state).length;
