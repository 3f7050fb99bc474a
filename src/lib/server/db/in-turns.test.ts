import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { AT_ONCE, inTurns, inWritersTurns, ownTurn, writersTurn } from './in-turns.ts';

/** Each wish with the number of the event loop's turn in which it was met. */
async function metIn(wishes: Record<string, () => Promise<void>>): Promise<[string, number][]> {
	const met: [string, number][] = [];
	let turn = 0;
	const all = Object.entries(wishes).map(async ([name, wish]) => {
		await wish();
		met.push([name, turn]);
	});
	while (met.length < all.length) {
		await setImmediate();
		turn++;
	}
	return met;
}

it('gives one turn of the event loop to each who asks, in order of asking', async () => {
	const met = await metIn({ a: ownTurn, b: ownTurn, c: ownTurn });
	expect(met.map(([name]) => name)).toEqual(['a', 'b', 'c']);
	expect(new Set(met.map(([, turn]) => turn)).size).toBe(3);
});

it('lets who holds a transaction go before those who only read', async () => {
	const met = await metIn({ a: ownTurn, b: ownTurn, writes: writersTurn });
	expect(met.map(([name]) => name)).toEqual(['writes', 'a', 'b']);
});

it('works through a list in parts, in order, each once', async () => {
	const items = Array.from({ length: 2 * AT_ONCE + 1 }, (_, i) => i);
	const parts: number[] = [];
	const done = await inTurns(items, async (part) => {
		parts.push(part.length);
		return part;
	});
	expect(done).toEqual(items);
	expect(parts).toEqual([AT_ONCE, AT_ONCE, 1]);
	const written: number[] = [];
	await inWritersTurns(items, async (part) => void written.push(...part));
	expect(written).toEqual(items);
	expect(await inTurns([], async (part) => part)).toEqual([]);
});
