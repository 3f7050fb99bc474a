import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';

// What a comment or a page refers to can be read by whoever has cloned the repository.

const below = (folder: string) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
const top = readdirSync('.').filter((name) => /\.(ts|js|md)$/.test(name));
const files = [...['src', 'tests', 'bench', 'bin', 'docs'].flatMap(below), ...top];
const code = files.filter(
	(path) => /\.(ts|js|svelte|css)$/.test(path) && !path.endsWith('citations.test.ts')
);
const pages = files.filter((path) => path.endsWith('.md'));
const isDecision = (path: string) => path.startsWith(join('docs', 'decisions'));
const numbers = pages.filter(isDecision).map((path) => Number.parseInt(basename(path), 10));

type Found = { path: string; cited: string };
const found = (path: string, text: string, pattern: RegExp): Found[] =>
	[...text.matchAll(pattern)].map(([whole, cited = whole]) => ({ path, cited }));
const citing = (paths: readonly string[], pattern: RegExp) =>
	paths.flatMap((path) => found(path, readFileSync(path, 'utf8'), pattern));
const told = (all: readonly Found[]) => all.map(({ path, cited }) => `${path} cites ${cited}`);

const PAGE = /[\w./-]+\.md\b/gi;
const DECISION = /\bdecisions?[ /](\d+)/gi;
/** Paragraphs of something that is published. */
const PARAGRAPH = /(?<!RFC \d+ )§\s?\S+/g;
const LINK = /\]\(([^)#\s]+)/g;
/** In backquotes, as far as it looks like a file or a folder of ours. */
const PATH = /`((?:[^`\s/<>]+\/)*[^`\s/<>]+\.(?:ts|js|svelte|css|md)|(?:[^`\s/<>]+\/)+)`/g;

/** What pages leave out in front of a path. */
const FROM = ['.', 'src', 'src/lib', 'src/lib/server', 'src/routes'];
const isThere = ({ path, cited }: Found) =>
	[dirname(path), ...FROM].some((from) => existsSync(join(from, cited)));
/** Made by a run, and kept out of the repository. */
const made = readFileSync('.gitignore', 'utf8').split('\n');
const isMade = ({ cited }: Found) => made.includes(`/${cited.replace(/\/$/, '')}`);
const isNamedAnywhere = (name: string) => files.some((path) => basename(path) === name);

test('no comment cites a page that is not there', () => {
	expect(told(citing([...code, ...pages], PAGE).filter((one) => !isThere(one)))).toEqual([]);
});

test('every decision that is cited was taken, and no two have one number', () => {
	const cited = citing([...code, ...pages], DECISION);
	expect(told(cited.filter(({ cited: n }) => !numbers.includes(Number(n))))).toEqual([]);
	expect(numbers.filter((n, at) => numbers.indexOf(n) !== at)).toEqual([]);
});

test('no comment cites a paragraph of what only its writer has', () => {
	expect(told(citing([...code, ...pages], PARAGRAPH))).toEqual([]);
});

test('links of pages lead somewhere', () => {
	const links = citing(pages, LINK).filter(({ cited }) => !/^[a-z]+:/.test(cited));
	expect(told(links.filter(({ path, cited }) => !existsSync(join(dirname(path), cited))))).toEqual([]);
});

// decisions say what was true when they were taken
test('files and folders that pages name are there', () => {
	const named = citing(
		pages.filter((path) => !isDecision(path)),
		PATH
	).filter(({ cited }) => !/[*{}…:]/.test(cited));
	expect(told(named.filter((one) => !isThere(one) && !isMade(one) && !isNamedAnywhere(one.cited)))).toEqual(
		[]
	);
});

test.each([
	['PAGE', PAGE, '/** As contract.md has it. */', ['contract.md']],
	['DECISION', DECISION, '// see decision 14, docs/decisions/0042', ['14', '0042']],
	['PARAGRAPH', PARAGRAPH, '// Reliability §4.2, RFC 9110 §14.2', ['§4.2,']],
	['LINK', LINK, '[a](docs/api.md#files) [b](https://x.test)', ['docs/api.md', 'https://x.test']],
	[
		'PATH',
		PATH,
		'`a.ts` `x/(y)/[z]/b.svelte` `server/files/` `/studio/` `npm test`',
		['a.ts', 'x/(y)/[z]/b.svelte', 'server/files/']
	]
])('%s finds what it is for', (_name, pattern, text, expected) => {
	expect(found('', text, pattern).map(({ cited }) => cited)).toEqual(expected);
});

test('nobody is called she: people are they, a name or a role', () => {
	const hasOwnRule = join('tests', 'unit', 'catalogue.test.ts'); // of the interface, with the words in it
	const written = [...code, ...pages].filter((path) => path !== hasOwnRule);
	expect(told(citing(written, /(?<![\w-])(?:she|her|hers|herself)(?![\w-])/gi))).toEqual([]);
});
