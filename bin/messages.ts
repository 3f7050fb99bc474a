// Writes the type of every sentence from the English catalogue; `--check` only says whether it is true.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

type Words = { [key: string]: string | Words };

const english = new URL('../src/lib/messages/en/', import.meta.url);
const target = new URL('../src/lib/messages/sentences.ts', import.meta.url);

const flat = (words: Words, path: string): [string, string][] =>
	Object.entries(words).flatMap(([key, one]) =>
		typeof one === 'string' ? [[path + key, one]] : flat(one, `${path}${key}.`)
	);

/** What has to be given: the names in braces, and the number that a plural goes by. */
function valuesOf(key: string, sentence: string): string[] {
	const named = [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
	return /_(zero|one|two|few|many|other)$/.test(key) ? ['count', ...named] : named;
}

const sentences = new Map<string, Set<string>>();
for (const file of readdirSync(english).sort()) {
	const words = JSON.parse(readFileSync(new URL(file, english), 'utf8')) as Words;
	for (const [key, sentence] of flat(words, `${basename(file, '.json')}:`)) {
		const base = key.replace(/_(zero|one|two|few|many|other)$/, '');
		const known = sentences.get(base) ?? new Set();
		sentences.set(base, new Set([...known, ...valuesOf(key, sentence)]));
	}
}

const lines = [...sentences].map(([key, values]) => {
	const names = [...values].sort().map((name) => `'${name}'`);
	return `\t'${key}': ${names.join(' | ') || 'never'};`;
});
const next = `// Made by \`npm run messages\` from the English catalogue: each sentence, and the values that it needs.\nexport interface Sentences {\n${lines.join('\n')}\n}\n`;

if (process.argv.includes('--check')) {
	if (readFileSync(target, 'utf8') !== next) {
		console.error('src/lib/messages/sentences.ts is not that of the catalogue: run `npm run messages`.');
		process.exitCode = 1;
	}
} else writeFileSync(target, next);
