import { foldBlanks, withoutUnseen } from '../pasted.ts';

const SIGNS: [RegExp, string][] = [
	[/[\uFF20\uFE6B]/g, '@'],
	[/[\uFF0C\uFE50\uFE51\u3001\u060C\uFF64]/g, ','],
	[/[\uFF1B\uFE54\u061B\u037E]/g, ';'],
	[/[\uFF1C\u2329\u3008\u27E8]/g, '<'],
	[/[\uFF1E\u232A\u3009\u27E9]/g, '>'],
	[/[\u201C-\u201F\u00AB\u00BB\uFF02\u300C\u300D]/g, '"'],
	// a link of a chat, [a@x.test](mailto:a@x.test) or <mailto:a@x.test|a@x.test>: its target alone
	[/\[[^\][\n]{0,300}\]\((mailto:[^()\s]{1,300})\)/gi, '<$1>'],
	[/<(mailto:[^<>|\s]{1,300})\|[^<>]{0,300}>/gi, '<$1>']
];

/** Signs of other keyboards and programs as the ones that lists of addresses are written with. */
export const plainSigns = (text: string): string =>
	SIGNS.reduce((plain, [sign, written]) => plain.replace(sign, written), text);

/** What a list in a document begins its lines with, and "E-mail:", "To:". Other headers are left to be refused. */
const BEGINS =
	/^(?:(?:[\u2022\u00B7\u25AA\u25E6\u2023*\u2013\u2014-]|\d{1,3}[.)])\s+)?(?:(?:e-?mail|mail|to|from)\s*:\s*|mailto:\s+)?/i;

export const withoutListMark = (line: string): string => line.replace(BEGINS, '');

/** An address cannot begin or end with these: a sentence, a bracket or a quote put them there. */
const OPENS = /^[\p{DI}<([{"'\u2018\u201A]+/u;
const CLOSES = /[\p{DI}>)\]}"'\u2019\u2026.,;:!?\u3002]+$/u;
const bare = (word: string): string => word.replace(OPENS, '').replace(CLOSES, '');

/**
 * The address in a pasted word, without what was put round it. Full-width letters and ligatures are taken as the plain
 * ones: mails go to that form and to no other, so nobody is mistaken for somebody else.
 */
export function tidyAddress(word: string): string {
	const [local = '', ...rest] = bare(target(bare(foldBlanks(word)))).split('@');
	const plain = withoutUnseen(local).normalize('NFKC');
	return [plain, ...rest.map((domain) => withoutStrayJoiners(domain.trimStart()))]
		.join('@')
		.replace(/ +@/, '@');
}

/** Of a link: the address alone, without the subject that it proposes. */
function target(word: string): string {
	const link = /^mailto:/i.test(word) ? word.slice(7).replace(/%40/gi, '@') : word;
	return link.replace(/(@[^?]*)\?.*$/, '$1');
}

/** A joiner between letters that join is part of a domain's name (Persian, Indic); all else that is unseen is not. */
const withoutStrayJoiners = (domain: string): string =>
	domain
		.replace(/[\u3002\uFF0E\uFF61]/g, '.')
		.replace(/(?<=[^\P{L}a-z]\p{M}*)[\u200C\u200D](?=[^\P{L}a-z])|\p{DI}/giu, (sign, at: number) =>
			/[\u200C\u200D]/.test(sign) && /[^\x00-\x7f]/.test(domain.charAt(at - 1)) ? sign : ''
		);
