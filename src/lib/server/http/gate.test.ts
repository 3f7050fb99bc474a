import { expect, test } from 'vitest';
import { makeGate } from './gate.ts';

/** Work that ends when it is told to. */
function held() {
	const begun: string[] = [];
	const ends: (() => void)[] = [];
	const work = (name: string) => () => {
		begun.push(name);
		return new Promise<string>((end) => ends.push(() => end(name)));
	};
	return { begun, work, endNext: () => ends.shift()?.() };
}

test('an asker has two at once; the next begins when one has ended, in order of asking', async () => {
	const gate = makeGate();
	const { begun, work, endNext } = held();
	const all = ['a', 'b', 'c', 'd'].map((name) => gate.pass('cleo', work(name)));
	await Promise.resolve();
	expect(begun).toEqual(['a', 'b']);
	endNext();
	await all[0];
	await expect.poll(() => begun).toEqual(['a', 'b', 'c']);
	endNext();
	endNext();
	await expect.poll(() => begun).toEqual(['a', 'b', 'c', 'd']);
	endNext();
	expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
});

test('nobody waits for the answers of another', async () => {
	const gate = makeGate({ atOnce: 1 });
	const { begun, work } = held();
	void gate.pass('cleo', work('first'));
	void gate.pass('ben', work('second'));
	await expect.poll(() => begun).toEqual(['first', 'second']);
});

test('beyond those that may wait it is refused in words, and only until one has ended', async () => {
	const gate = makeGate({ atOnce: 1, waiting: 1 });
	const { work, endNext } = held();
	const first = gate.pass('cleo', work('a'));
	const second = gate.pass('cleo', async () => 'b');
	const refused = gate.pass('cleo', async () => 'c');
	const inWords = { fault: 'too-many', key: 'faults:at-once' };
	await expect(refused).rejects.toMatchObject(inWords);
	endNext();
	expect(await Promise.all([first, second])).toEqual(['a', 'b']);
	expect(await gate.pass('cleo', async () => 'd')).toBe('d');
});

test('work that fails gives its place to the next', async () => {
	const gate = makeGate({ atOnce: 1 });
	await expect(gate.pass('cleo', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
	expect(await gate.pass('cleo', async () => 'next')).toBe('next');
});
