import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

// The points at which tests end a process wrap the context from outside: what a customer runs has none of them.

const SOURCES = ['wrap.ts', 'moments.ts', 'run.ts'].map((name) => `tests/faults/points/${name}`);
const quoted = /[`'}]([^`'\n$}]*(?:commit|in its place|not yet)[^`'\n$]*)/g;

test('the built app contains no named point and nothing of what passes them', () => {
	const names = SOURCES.flatMap((path) =>
		[...readFileSync(path, 'utf8').matchAll(quoted)].map(([, name = '']) => name.trim())
	);
	expect(names.length).toBeGreaterThan(3);
	const root = resolve('build/server');
	const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
		/\.m?js$/.test(path)
	);
	expect(files.length).toBeGreaterThan(20);
	const holding = files.filter((path) => {
		const source = readFileSync(join(root, path), 'utf8');
		return ['withPoints', 'verbAtWork', 'tests/faults', ...names].some((name) => source.includes(name));
	});
	expect(holding).toEqual([]);
});
