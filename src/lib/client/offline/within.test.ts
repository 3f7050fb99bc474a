import { expect, test } from 'vitest';
import { within } from './within.ts';

test('what never answers is given up, what answers is passed on', async () => {
	await expect(within(new Promise(() => undefined), 5)).rejects.toThrow('no answer');
	await expect(within(Promise.resolve('here'), 5)).resolves.toBe('here');
	await expect(within(Promise.reject(new Error('closed')), 5)).rejects.toThrow('closed');
});
