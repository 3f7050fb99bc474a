import { describe, expect, it } from 'vitest';
import { connectionsToReset } from './connections-to-reset.ts';

const MIB = 1 << 20;
const BOUNDS = { asker: 32 * MIB, all: 128 * MIB };
/** What the system holds for one connection at most, unless somebody set it higher. */
const FULL = 4 * MIB;
const STILL = 60_000;

const connection = (asker: string, held: number, stillMs = 0) => ({ asker, held, stalledMs: () => stillMs });
const connections = (n: number, asker: string, held: number, stillMs = 0) =>
	Array.from({ length: n }, () => connection(asker, held, stillMs));
const cut = (open: ReturnType<typeof connection>[]) => connectionsToReset(open, BOUNDS, 0);

describe('a browser', () => {
	it('keeps its six connections, full and still, beside one who floods', () => {
		const browser = connections(6, 'a', FULL, STILL);
		const gone = cut([...browser, ...connections(600, 'b', MIB)]);
		expect(gone.filter(({ asker }) => asker === 'a')).toEqual([]);
		expect(gone).toHaveLength(600 - 64);
	});

	it('keeps them beside forty who flood, as long as it holds no more than its share', () => {
		const crowd = Array.from({ length: 40 }, (_, n) => connections(10, `b${n}`, MIB)).flat();
		const gone = cut([...connections(6, 'a', MIB / 2), ...crowd]);
		expect(gone.filter(({ asker }) => asker === 'a')).toEqual([]);
	});

	it('may hold more, on many connections, while it reads', () => {
		expect(cut(connections(60, 'a', MIB))).toEqual([]);
	});
});

it('above the bound of one asker those go who stand still, and no more than must', () => {
	const still = connections(40, 'a', MIB, STILL);
	const gone = cut([...connections(20, 'a', MIB), ...still]);
	expect(gone).toHaveLength(28);
	expect(gone.every((one) => still.includes(one))).toBe(true);
});

it('at twice the bound the longest still goes first', () => {
	const [first, second] = [connection('a', MIB, 2), connection('a', MIB, 1)];
	expect(cut([...connections(63, 'a', MIB), second, first])).toEqual([first]);
});

it('of all together a quarter is set free, of those who hold most', () => {
	const crowd = Array.from({ length: 300 }, (_, n) => connection(`b${n}`, MIB));
	const gone = cut([...crowd, connection('a', FULL)]);
	expect(gone[0]?.asker).toBe('a');
	expect(gone).toHaveLength(300 - 192 + 1);
});

it('above the bound of all those go who stand still, of whoever holds most', () => {
	const crowd = Array.from({ length: 100 }, (_, n) => connection(`b${n}`, MIB, STILL));
	const gone = cut([...crowd, ...connections(20, 'a', MIB), ...connections(20, 'c', MIB, STILL)]);
	expect(gone).toHaveLength(12);
	expect(new Set(gone.map(({ asker }) => asker))).toEqual(new Set(['c']));
});
