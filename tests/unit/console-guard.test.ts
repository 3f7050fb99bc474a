import { test } from 'vitest';

test.fails('a test that complains on its console fails', () => console.error('the test of the guard itself'));

test.fails('a test that leaves a rejection to nobody fails', () => {
	void Promise.reject(new Error('the test of the guard itself'));
});

test('a quiet test passes after them', () => undefined);
