import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogueOf } from '#tests/support/catalogue.ts';

// What a person reads, held to one ear; and no sentence missing, none left over.

const catalogue = [...catalogueOf('en')];
const breaking = (rule: RegExp) =>
	catalogue.filter(([, words]) => rule.test(words)).map((each) => each.join(' = '));

test.each([
	['calls nobody she or he', /\b(she|her|hers|herself|he|him|his|himself)\b/i],
	['has no blank too many', /^\s|\s$|\s{2}/],
	['has no straight quotes', /['"]/]
])('the catalogue %s', (_, rule) => expect(breaking(rule)).toEqual([]));

test('the types of the sentences are those of the catalogue', () => {
	expect(() =>
		execFileSync(process.execPath, ['bin/messages.ts', '--check'], { stdio: 'pipe' })
	).not.toThrow();
});

/** Every key that the source names, as a pattern: what a template fills in may be anything. */
const named = new Set(
	['src', 'bin']
		.flatMap((root) =>
			readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path))
		)
		.filter((path) => /\.(ts|js|svelte)$/.test(path) && !path.endsWith('.test.ts'))
		.flatMap(
			(path) =>
				readFileSync(path, 'utf8').match(
					/(?<!depends\('|invalidate\(')\b(client|console|shared|studio|mail|faults):(?=\w)(\$\{[^}]*\}|[\w.-])+(?<!\.)(?=['`])/g
				) ?? []
		)
);
const patterns = [...named].map((key) => {
	const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
	return { key, pattern: new RegExp(`^${parts.join('.+')}(_(zero|one|other))?$`) };
});

test('every sentence that the source names is there', () => {
	const missing = patterns.filter(({ pattern }) => !catalogue.some(([key]) => pattern.test(key)));
	expect(missing.map(({ key }) => key)).toEqual([]);
});

test('every sentence that is there is named by the source, or may be by a template', () => {
	const unused = catalogue.filter(([key]) => !patterns.some(({ pattern }) => pattern.test(key)));
	expect(unused.map(([key]) => key)).toEqual([]);
});
