import { foldBlanks } from '../pasted.ts';
import { plainSigns, withoutListMark } from './tidy.ts';

/** Splits at commas, semicolons, line ends and behind angle brackets, but not inside quotes or brackets. */
export function splitList(text: string): string[] {
	return linesOf(plainSigns(text))
		.flatMap(partsOf)
		.flatMap((part) => part.split(/(?<=>)\s+(?!\()/))
		.filter((part) => part !== '');
}

/** A name and the <address> that a mail program wrapped to the next line are one. */
function linesOf(text: string): string[] {
	const lines: string[] = [];
	for (const raw of text.split(/[\r\n\v\f\u0085\u2028\u2029]+/)) {
		const line = withoutListMark(foldBlanks(raw));
		const before = lines.at(-1) ?? '';
		const isWrapped = /^<[^<>]*@/.test(line) && before !== '' && !/[@,;<>]/.test(before);
		if (isWrapped) lines[lines.length - 1] = `${before} ${line}`;
		else lines.push(line);
	}
	return lines;
}

/** The parts of a line; a comma within "Last, First <address>" separates nobody. */
function partsOf(line: string): string[] {
	const parts: string[] = [];
	let names: string[] = [];
	for (const token of line.match(/(?:"[^"]*"|<[^<>]*>|[^,;])+|[,;]/g) ?? []) {
		const part = token.trim();
		if (part === ',' || part === '') continue;
		if (isNameOnly(part)) names.push(part);
		else {
			parts.push(...(part === ';' ? names : withName(names, part)));
			names = [];
		}
	}
	return [...parts, ...names];
}

const isNameOnly = (part: string): boolean => part !== ';' && !/[@<>:]/.test(part);

const NAMED = /^[^@<>]*[^@<>\s][^@<>]*(?:<|\s[^\s@]*@)/;

/** The parts before an address that are its name go to it, the others stand alone. */
function withName(names: readonly string[], part: string): string[] {
	const cell = /^"([^"]*@[^"]*)"$/.exec(part)?.[1];
	if (NAMED.test(part) && cell === undefined) {
		const own = lengthOfName(names, part);
		return [...names.slice(0, names.length - own), [...names.slice(names.length - own), part].join(', ')];
	}
	// a row of a spreadsheet: "Miller, Cleo","cleo@x.test"
	const name = names.at(-1) ?? '';
	if (/^".*"$/.test(name)) return [...names.slice(0, -1), `${name} <${cell ?? part}>`];
	// a cell is quoted as a whole, whatever it holds
	return [...names, ...(cell === undefined ? [part] : partsOf(cell))];
}

const TITLE =
	/^(?:dr|prof|jr|sr|ph\.?d|m\.?d|m\.?a|b\.?a|m\.?sc|mba|esq|ii|iii|iv)\.?(?=\s*<|$)|^\([^()]*\)$/i;

/** The last name, and one more where a title stands between: "Doe, Jane, Dr. <…>", "Smith, Jr., John <…>". */
function lengthOfName(names: readonly string[], part: string): number {
	const hasTitle = TITLE.test(part) || TITLE.test(names.at(-1) ?? '');
	return Math.min(names.length, hasTitle ? 2 : 1);
}
