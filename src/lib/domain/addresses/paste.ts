import { foldBlanks } from '../pasted.ts';
import { cleanDisplayName } from './display-name.ts';
import { readAddress, type AddressFault } from './plain-address.ts';
import { splitList } from './split-list.ts';
import { tidyAddress } from './tidy.ts';

export type AcceptedAddress = { address: string; name?: string };
export type RejectedAddress = { text: string; why: AddressFault };
export type ParsedAddresses = { accepted: AcceptedAddress[]; rejected: RejectedAddress[] };

type Piece = { text: string; address: string; name: string } | { text: string; why: AddressFault };

/** `Name <address>`, with a note behind it as some programs write. */
const ANGLE = /^(?<name>[^<>]*)<(?<address>[^<>]*)>\s*(?:\((?<note>[^()]*)\))?[.,;:\s]*$/;
/** Words that stand between two addresses, and name neither. */
const BETWEEN = /^(?:and|or|und|oder|et|ou|y|o|e|og|och|en|&|\+|[-\u2013\u2014|/])$/i;

/** Addresses as people paste them: lists, "Name <address>", rows of a spreadsheet. Doubles go once. */
export function parseAddresses(text: string): ParsedAddresses {
	const accepted = new Map<string, AcceptedAddress>();
	const rejected: RejectedAddress[] = [];
	for (const piece of splitList(text).flatMap(readPiece)) {
		const read =
			'why' in piece ? { ok: false as const, why: piece.why } : readAddress(tidyAddress(piece.address));
		if (!read.ok) {
			rejected.push({ text: piece.text.slice(0, 200), why: read.why });
			continue;
		}
		const name = 'name' in piece ? cleanDisplayName(unwrapped(piece.name)) : '';
		const known = accepted.get(read.address)?.name ?? name;
		accepted.set(read.address, known ? { address: read.address, name: known } : { address: read.address });
	}
	return { accepted: [...accepted.values()], rejected };
}

function readPiece(text: string): Piece[] {
	const whole = closed(text);
	const angle = ANGLE.exec(whole)?.groups;
	if (angle) {
		const name = (angle['name'] ?? '').trim() || (angle['note'] ?? '');
		if (name.includes(':')) return [{ text, why: 'unclear' }];
		// "other@x.test <this@x.test>": a name that is an address would show another recipient than there is
		return [{ text, address: angle['address'] ?? '', name: name.includes('@') ? '' : name }];
	}
	const quoted = /^"([^"@\s]+@[^"@\s]+)"$/.exec(whole)?.[1];
	if (quoted) return [{ text, address: quoted, name: '' }];
	return /["<>]/.test(whole) ? [{ text, why: 'unclear' }] : readWords(whole);
}

/** "Cleo <a@x.test" and "a@x.test>": half of a pair was copied. */
function closed(text: string): string {
	if (/^[^"<>]*<[^"<>]*@[^"<>\s]*$/.test(text)) return `${text}>`;
	return /^[^"<>\s]*@[^"<>\s]*>[.,;:]?$/.test(text) ? text.replace('>', '') : text;
}

/** "Cleo Miller cleo@x.test", "a@x.test b@x.test": words without an at sign name the address they precede. */
function readWords(text: string): Piece[] {
	const words = wordsOf(text);
	const count = words.filter((word) => word.includes('@')).length;
	if (count === 0) return [{ text, why: 'no-at' }];
	if (words.some((word) => !word.includes('@') && word.includes(':'))) return [{ text, why: 'unclear' }];
	if (count === 1) {
		const address = words.find((word) => word.includes('@')) ?? '';
		const name = words.filter((word) => word !== address).join(' ');
		return [{ text, address, name }];
	}
	const pieces: Piece[] = [];
	let name: string[] = [];
	for (const word of words) {
		if (word.includes('@')) {
			const own = pieces.length > 0 && BETWEEN.test(name[0] ?? '') ? name.slice(1) : name;
			pieces.push({ text: word, address: word, name: own.join(' ') });
			name = [];
		} else name.push(word);
	}
	return name.length === 0 ? pieces : [...pieces, { text: name.join(' '), why: 'no-at' }];
}

/** A single @ may have blanks around it; a note may touch its address, and two addresses a stroke. */
function wordsOf(text: string): string[] {
	const joined = text.split('@').length === 2 ? text.replace(/ *@ */, '@') : text;
	const apart = joined.replace(/^([^\s()]+@[^\s()]+)\(([^()]*)\)$/, '$1 ($2)');
	return foldBlanks(apart)
		.split(' ')
		.flatMap((word) => (/@.*[|/].*@/.test(word) ? word.split(/[|/]/) : [word]));
}

/** A name out of its quotes or brackets. */
function unwrapped(name: string): string {
	const text = foldBlanks(name);
	return /^".*"$|^'.*'$|^\(.*\)$|^\u2018.*\u2019$/u.test(text) ? text.slice(1, -1) : text;
}

/** As `parseAddresses` reads it back: commas, brackets and the rest of a name stay the name's. */
export const writeAddress = ({ address, name }: AcceptedAddress): string =>
	name ? `"${name.replaceAll('"', "'")}" <${address}>` : address;
