import { describe, expect, test } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueOf, PLURAL, valuesIn } from '#tests/support/catalogue.ts';
import { LANGUAGES, LOCALES } from '#lib/messages/languages.ts';

// Every language says all that English says, with the same values, in its own plural forms.

const english = catalogueOf('en');
const isSpoken = (key: string) => !key.startsWith('console:');
const baseOf = (key: string) => key.replace(PLURAL, '');
const basesOf = (catalogue: Map<string, string>) =>
	[...new Set([...catalogue.keys()].filter(isSpoken).map(baseOf))].sort();

/** The values that a sentence may name; of a plural all its forms together, and a form may leave out the number. */
function valuesByBase(catalogue: Map<string, string>) {
	const all = new Map<string, Set<string>>();
	for (const [key, sentence] of catalogue) {
		const known = all.get(baseOf(key)) ?? new Set();
		all.set(baseOf(key), new Set([...known, ...valuesIn(sentence)]));
	}
	return new Map([...all].map(([key, names]) => [key, [...names].sort()]));
}

/** The same words in both languages, looked at one by one. */
const SAME: Record<string, RegExp> = {
	de: /^(client:keys\..*\.keys|client:away\.trayQuiet|client:page\.sized|client:delivery\.pageTitle|shared:state\..*|studio:(nav\.label|access\.(cell|link)|gallery\.tab\.downloads|state\..*|names\.by\.or|names\.table\.(name|raw)|item\.accept|mail\.kind\.code|drop\.pause|file\.version|filter\.(PROOF|FINAL)|people\.name|choosing\.name|products\.(name|formatLabel|format\.(jpeg|png|tiff|webp)|space\.(srgb|p3)|copyright)|fetched\.caption)|mail:invitation\.test)$/
};
const QUOTES: Record<string, RegExp> = { de: /['"”‘]|(?<!„[^“]*)“/ };

describe.each(LANGUAGES.filter((language) => language !== 'en'))('%s', (language) => {
	const catalogue = catalogueOf(language);
	const spoken = [...catalogue].filter(([key]) => isSpoken(key));

	test('has every sentence, and none that English does not have', () =>
		expect(basesOf(catalogue)).toEqual(basesOf(english)));

	test('has every plural form that it needs, and no other', () => {
		const forms = new Intl.PluralRules(LOCALES[language]).resolvedOptions().pluralCategories;
		const plurals = new Set(
			[...english.keys()].filter((key) => PLURAL.test(key) && isSpoken(key)).map(baseOf)
		);
		const wanted = [...plurals].flatMap((base) =>
			// i18next takes `_zero` for none, whatever the language's rules
			[...forms, ...(english.has(`${base}_zero`) ? ['zero'] : [])].map((form) => `${base}_${form}`)
		);
		expect([...catalogue.keys()].filter((key) => PLURAL.test(key)).sort()).toEqual(wanted.sort());
	});

	test('puts the same values into each', () => {
		const [theirs, ours] = [valuesByBase(catalogue), valuesByBase(english)];
		expect(basesOf(english).map((key) => [key, theirs.get(key)])).toEqual(
			basesOf(english).map((key) => [key, ours.get(key)])
		);
	});

	test('leaves none empty, with blanks too many, or in quotes of another language', () => {
		const odd = spoken.filter(([, words]) => !words.trim() || /^\s|\s$|[^\S\u00a0]{2}/.test(words));
		const quoted = spoken.filter(([, words]) => QUOTES[language]?.test(words));
		expect([...odd, ...quoted]).toEqual([]);
	});

	test('leaves none in English', () => {
		const same = spoken.filter(([key, words]) => english.get(key) === words).map(([key]) => key);
		expect(same.filter((key) => !SAME[language]?.test(key))).toEqual([]);
	});
});

test('a locale is named in one file only', () => {
	const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
		/\.(ts|svelte|html)$/.test(path)
	);
	const naming = files.filter((path) =>
		/['"]en-GB|['"]de-DE|toLocale(Date|Time)?String\(/.test(readFileSync(join('src', path), 'utf8'))
	);
	expect(naming).toEqual(['lib/messages/languages.ts']);
});
