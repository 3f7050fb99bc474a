import { expect, test } from 'vitest';
import { Action } from './action.svelte.ts';
import { CallFault } from './api.ts';

const refusal = new CallFault(422, { errors: [{ field: 'title', detail: 'Too long' }] }, 'Not so');

test('what the server refuses is kept with its sentence, and the act is over', async () => {
	const action = new Action();
	expect(await action.run(() => Promise.reject(refusal))).toBe(false);
	expect([action.busy, action.fault, action.sentence]).toEqual([false, refusal, 'Too long']);
});

test('a mistake of ours is no refusal: it is thrown, and the act is over', async () => {
	const action = new Action();
	await expect(action.run(() => Promise.reject(new TypeError('ours')))).rejects.toThrow('ours');
	expect([action.busy, action.fault]).toEqual([false, undefined]);
});

test('it is busy while it runs, and the last refusal is forgotten', async () => {
	const action = new Action();
	await action.run(() => Promise.reject(refusal));
	const running = action.run(async () => {
		expect([action.busy, action.fault]).toEqual([true, undefined]);
	});
	expect([await running, action.busy]).toEqual([true, false]);
});

test('once more is the same act', async () => {
	const action = new Action();
	expect(await action.retry()).toBe(false);
	let tries = 0;
	const work = () => (++tries < 2 ? Promise.reject(refusal) : Promise.resolve());
	expect([await action.run(work), await action.retry(), tries]).toEqual([false, true, 2]);
});
