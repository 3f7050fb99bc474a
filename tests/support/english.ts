import { catalogueOf } from './catalogue.ts';

// What is left of English where another language is spoken.

/** Matches a sentence however its values are filled in; null for one that has no word of its own. */
function patternOf(sentence: string): RegExp | null {
	const parts = sentence.split(/\{\{\w+\}\}/).map((part) => RegExp.escape(part));
	return /\p{L}{2}/u.test(sentence.replace(/\{\{\w+\}\}/g, ''))
		? new RegExp(`^${parts.join('.+')}$`, 'su')
		: null;
}

const patternsOf = (language: string) =>
	[...catalogueOf(language).values()].flatMap((sentence) => {
		const pattern = patternOf(sentence);
		return pattern ? [pattern] : [];
	});

const english = patternsOf('en');
const german = patternsOf('de');

/** Words that stand in many an English sentence and in no German one. */
const STOPWORDS =
	/\b(the|and|you|your|they|their|this|that|with|for|of|to|is|are|has|have|can|be|by|from|nobody|pictures?)\b/i;

/** How faces name people. */
const INITIALS = /^\p{Lu}{1,2}$/u;

/** What a person reads that is an English sentence of ours and no German one, or has English words in it. */
export const englishIn = (texts: readonly string[], data: RegExp): string[] =>
	texts
		.map((text) => text.replace(/\s+/g, ' ').trim())
		.map((text) => text.replaceAll(data, '…'))
		.filter((text) => /\p{L}{2}/u.test(text) && !INITIALS.test(text))
		.filter((text) => {
			if (german.some((pattern) => pattern.test(text))) return STOPWORDS.test(text);
			return english.some((pattern) => pattern.test(text)) || STOPWORDS.test(text);
		});
