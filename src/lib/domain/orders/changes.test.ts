import { describe, expect, it } from 'vitest';
import type { ItemState } from './item.ts';
import { byPicture, tellApart } from './changes.ts';

type Row = [fileId: string, state: ItemState, afterVersion: number];
const told = (rows: Row[]) => {
	const { pictures, again } = tellApart(
		rows.map(([fileId, state, afterVersion]) => ({ fileId, state, afterVersion }))
	);
	const words = (items: typeof pictures) => items.map(({ fileId, state }) => `${fileId} ${state}`);
	return { pictures: words(pictures), again: words(again) };
};

describe('items of an order', () => {
	it.each<[string, Row[], { pictures: string[]; again: string[] }]>([
		[
			'a change beside what was delivered',
			[
				['a', 'delivered', 0],
				['a', 'waiting', 2]
			],
			{ pictures: ['a delivered'], again: ['a waiting'] }
		],
		[
			'the same, listed the other way round',
			[
				['a', 'waiting', 2],
				['a', 'delivered', 0]
			],
			{ pictures: ['a delivered'], again: ['a waiting'] }
		],
		[
			'the right one instead of a wrong one, which waits for no newer version',
			[
				['a', 'waiting', 0],
				['a', 'delivered', 0]
			],
			{ pictures: ['a delivered'], again: ['a waiting'] }
		],
		[
			'a newer version for whoever has the old one',
			[['a', 'waiting', 2]],
			{ pictures: ['a waiting'], again: [] }
		],
		[
			'a second change',
			[
				['a', 'delivered', 0],
				['a', 'delivered', 2],
				['a', 'ready', 3]
			],
			{ pictures: ['a delivered'], again: ['a delivered', 'a ready'] }
		],
		[
			'ordered again after it was taken out',
			[
				['a', 'cancelled', 0],
				['a', 'waiting', 0]
			],
			{ pictures: ['a waiting'], again: [] }
		],
		[
			'several pictures, each once',
			[
				['a', 'delivered', 0],
				['b', 'waiting', 0]
			],
			{ pictures: ['a delivered', 'b waiting'], again: [] }
		],
		['nothing', [], { pictures: [], again: [] }]
	])('%s', (_, rows, expected) => {
		expect(told(rows)).toEqual(expected);
	});
});

describe('the items of one picture', () => {
	it('stand together where its first one stood, what was ordered first and what was taken out last', () => {
		const rows: Row[] = [
			['a', 'cancelled', 3],
			['b', 'waiting', 0],
			['a', 'waiting', 2],
			['a', 'delivered', 0],
			['c', 'cancelled', 0]
		];
		const items = rows.map(([fileId, state, afterVersion]) => ({ fileId, state, afterVersion }));
		const told = byPicture(items).map((ofOne) => ofOne.map((each) => `${each.fileId} ${each.state}`));
		expect(told).toEqual([['a delivered', 'a waiting', 'a cancelled'], ['b waiting'], ['c cancelled']]);
	});
});
