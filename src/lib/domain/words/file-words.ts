import { distinctBy } from '#lib/domain/distinct.ts';
import { nameKey } from '#lib/domain/naming/keys.ts';

/** The longest that we keep, in UTF-16 units; `keywords`: how many of them. */
export const FILE_WORDS = {
	...{ title: 500, caption: 4000, keyword: 100, keywords: 200, creator: 300, copyright: 500, label: 100 }
} as const;

/** What a person wrote about a picture, in the file or here. */
export type Written = {
	title?: string | undefined;
	caption?: string | undefined;
	keywords?: readonly string[] | undefined;
	copyright?: string | undefined;
};

/** What the studio may write in place of what the file says. */
export const OWN_WORDS = ['title', 'caption', 'keywords', 'copyright'] as const;
export type OwnWord = (typeof OWN_WORDS)[number];

/** What is shown and written into products: the studio's own words, else the file's. Empty ones of its own count. */
export function wordsShown(file: Written, own: Written) {
	return {
		title: own.title ?? file.title ?? '',
		caption: own.caption ?? file.caption ?? '',
		keywords: [...(own.keywords ?? file.keywords ?? [])],
		copyright: own.copyright ?? file.copyright ?? '',
		own: OWN_WORDS.filter((word) => own[word] !== undefined)
	};
}

/** `null` goes back to what the file says; what is not named stays. */
export type WordsChange = { [K in OwnWord]?: Written[K] | null | undefined };

export function changedWords(own: Written, change: WordsChange): Written {
	const next: Record<string, unknown> = { ...own };
	for (const word of OWN_WORDS) {
		if (change[word] === null) delete next[word];
		else if (change[word] !== undefined) next[word] = change[word];
	}
	return next;
}

/** As they are typed into one line. */
export const keywordsIn = (text: string): string[] => distinctKeywords(text.split(/[,;\n]/));

/** Each once, whatever its case; as it was first written. */
export const distinctKeywords = (keywords: readonly string[]): string[] =>
	distinctBy(keywords.map((keyword) => keyword.trim()).filter(Boolean), nameKey).slice(
		0,
		FILE_WORDS.keywords
	);

/** Some more and some less, for many pictures that have different ones. */
export function withKeywords(
	shown: readonly string[],
	{ add = [], remove = [] }: { add?: readonly string[] | undefined; remove?: readonly string[] | undefined }
): string[] {
	const gone = new Set(remove.map((keyword) => nameKey(keyword.trim())));
	return distinctKeywords([...shown.filter((keyword) => !gone.has(nameKey(keyword))), ...add]);
}
