import { current } from '#words';
import type { Key, Translate } from './keys.ts';
import { LOCALES, type Language } from './languages.ts';

/** A sentence of the catalogue by `namespace:key`, in the language of who is answered, or of this page. */
export const t: Translate = (key, ...values) => current().t(key, ...values);

export const language = (): Language => current().language;
export const locale = (): string => LOCALES[language()];

/** The sentence of a refusal: its key and values were checked where it was thrown. */
export const sentenceOf = ({ key, values }: { key: Key; values: Record<string, string | number> }): string =>
	current().sentence(key, values);

/** Schemas and rows name their sentences in plain strings; what names none (a library's words, a server's) stays as it is. */
export const wordsOf = (message: string): string => {
	const words = current();
	return words.has(message) ? words.sentence(message, {}) : message;
};
