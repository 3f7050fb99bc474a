import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastCpuMs } from '#tests/support/measure/cost.ts';
import { nameKey } from './keys.ts';
import { zipPaths } from './zip-paths.ts';

describe('paths in a ZIP', () => {
	test.each<[string, string[], string[]]>([
		[
			'two cameras keep their folders and names',
			['Nikon/A.jpg', 'Sony/A.jpg'],
			['Nikon/A.jpg', 'Sony/A.jpg']
		],
		[
			'twins of one folder are numbered',
			['N/A.jpg', 'N/a.JPG', 'A.jpg'],
			['N/A.jpg', 'N/a (2).JPG', 'A.jpg']
		],
		['folders in folders', ['a/b/x', 'a/x', 'x'], ['a/b/x', 'a/x', 'x']],
		['one folder, however it is spelt', ['Nikon/x', 'nikon/x'], ['Nikon/x', 'Nikon/x (2)']],
		['one folder in two Unicode forms', ['caf\u00e9/x', 'cafe\u0301/y'], ['caf\u00e9/x', 'caf\u00e9/y']],
		[
			'folders that become alike stay two',
			['a:b/x', 'a?b/x', 'a_b (2)/x'],
			['a_b/x', 'a_b (3)/x', 'a_b (2)/x']
		],
		['a file called like a folder beside it', ['Nikon', 'Nikon/x'], ['Nikon (2)', 'Nikon/x']],
		['folders that a system keeps for itself', ['CON/x', 'aux.1/x'], ['_CON/x', '_aux.1/x']],
		['a way out of the archive', ['../x', '../../y', '/z'], ['_/x', '_/_/y', 'z']],
		['blanks and dots at the end', ['Day 1. /x', 'Day 1/x'], ['Day 1/x', 'Day 1 (2)/x']],
		['hidden folders and options', ['.git/x', '-rf/x'], ['_.git/x', '_-rf/x']],
		['backslashes', ['a\\b/x'], ['a_b/x']],
		['empty parts', ['a//b/x'], ['a/b/x']]
	])('%s', (_, paths, safe) => {
		expect(zipPaths(paths)).toEqual(safe);
	});

	test('a long folder is cut, and stays apart from another', () => {
		const [a = '', b = ''] = zipPaths([`${'日'.repeat(300)}1/x`, `${'日'.repeat(300)}2/x`]);
		expect(a).toBe(`${'日'.repeat(80)}/x`);
		expect(b).toBe(`${'日'.repeat(80)} (2)/x`);
	});

	test('a path of 500 folders is one of twelve', () => {
		const [path = ''] = zipPaths([`${'a/'.repeat(500)}x`]);
		expect(path.split('/')).toHaveLength(13);
		expect(path.endsWith('/x')).toBe(true);
	});

	test('a folder for each of 10,000 files stays quick', async () => {
		const paths = Array.from({ length: 10_000 }, (_, i) => `a${'?:*|"'[i % 5]}${i % 2_000}/b${i % 3}/x`);
		expect(await leastCpuMs(1000, () => zipPaths(paths))).toBeLessThan(1000);
	});

	const part = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 6 }),
		fc.constantFrom('..', '.', '', 'CON', 'nul.', 'A', 'a', 'a (2)', 'e\u0301', '\u00e9', 'x'.repeat(300)),
		fc.string({ unit: fc.constantFrom(...'a.- :?'), maxLength: 4 })
	);
	const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

	test('all are safe and unique on every system, and no file lies where a folder is', () => {
		fc.assert(
			fc.property(fc.array(path, { maxLength: 12 }), (paths) => {
				const safe = zipPaths(paths);
				expect(new Set(safe.map(nameKey)).size).toBe(paths.length);
				const folders = new Set(
					safe.flatMap((each) => each.split('/').map((_, i, parts) => nameKey(parts.slice(0, i).join('/'))))
				);
				for (const each of safe) {
					expect(folders.has(nameKey(each))).toBe(false);
					for (const name of each.split('/'))
						expect(name).not.toMatch(/[\\\p{Cc}\p{Surrogate}:*?"<>|]|^[.-]|^$|[. ]$/u);
				}
			}),
			{ numRuns: 1000 }
		);
	});

	test('files lie in one folder exactly if they lay in one', () => {
		const named = fc.string({ unit: fc.constantFrom(...'ab:? '), minLength: 1, maxLength: 3 });
		fc.assert(
			fc.property(fc.array(fc.tuple(named, named), { maxLength: 12 }), (pairs) => {
				const safe = zipPaths(pairs.map((pair) => pair.join('/')));
				const folderOf = (i: number) => safe[i]?.split('/')[0];
				pairs.forEach(([a], i) =>
					pairs.forEach(([b], k) => expect(folderOf(i) === folderOf(k)).toBe(nameKey(a) === nameKey(b)))
				);
			}),
			{ numRuns: 1000 }
		);
	});
});
