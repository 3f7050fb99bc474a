import { language, locale } from './index.ts';

// Dates, numbers and lists as the language of the answer writes them; the one place that knows a locale.

export const dateWords = (at: string | number | Date, options: Intl.DateTimeFormatOptions): string =>
	new Intl.DateTimeFormat(locale(), options).format(new Date(at));

/** "Saturday 28 November", "Samstag, 28. November". */
export const dayWords = (at: string | number): string =>
	dateWords(at, { weekday: 'long', day: 'numeric', month: 'long' });

export const numberWords = (value: number, decimals = 0): string =>
	new Intl.NumberFormat(locale(), {
		minimumFractionDigits: decimals,
		maximumFractionDigits: decimals,
		useGrouping: false
	}).format(value);

/** "Ann, Ben, and Cleo". */
export const listWords = (
	names: readonly string[],
	type: 'conjunction' | 'disjunction' = 'conjunction'
): string => new Intl.ListFormat(language(), { type }).format(names);
