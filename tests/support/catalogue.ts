import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

type Words = { [key: string]: string | Words };

const flat = (words: Words, path: string): [string, string][] =>
	Object.entries(words).flatMap(([key, one]) =>
		typeof one === 'string' ? [[path + key, one]] : flat(one, `${path}${key}.`)
	);

/** Every sentence of a language, by `namespace:key`; plurals with their endings. */
export function catalogueOf(language: string): Map<string, string> {
	const folder = join('src/lib/messages', language);
	const files = readdirSync(folder);
	return new Map(
		files.flatMap((file) =>
			flat(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Words, `${basename(file, '.json')}:`)
		)
	);
}

export const PLURAL = /_(zero|one|two|few|many|other)$/;

export const valuesIn = (sentence: string): string[] =>
	[...new Set([...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name))].sort();
