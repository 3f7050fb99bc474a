import { withoutUnseen } from '../pasted.ts';

/** Letters with a stroke, which Unicode does not take apart. */
const STROKED: Record<string, string> = { ł: 'l', ø: 'o', đ: 'd', ħ: 'h', ŧ: 't', ı: 'i', æ: 'ae', œ: 'oe' };

/**
 * What a person looks for, whatever keyboard they have: case, accents of Latin, Greek and Cyrillic, widths and joiners
 * do not count. Vowel signs and the marks of kana do, they make another word.
 */
const searchForm = (text: string): string =>
	withoutUnseen(text)
		.normalize('NFKD')
		.toUpperCase()
		.toLowerCase()
		.replace(/[\u0300-\u036F]/g, '')
		.replace(/[łøđħŧıæœ]/g, (letter) => STROKED[letter] ?? letter)
		.replaceAll('ς', 'σ')
		.normalize('NFC');

/** Whether a name holds what was typed into a field for searching; everything holds nothing. */
export function soughtIn(typed: string): (name: string) => boolean {
	const sought = searchForm(typed).trim();
	return (name) => searchForm(name).includes(sought);
}
