import { readAddress, type AddressFault } from './address.ts';
import { cleanDisplayName } from './display-name.ts';

export type AcceptedAddress = { address: string; name?: string };
export type RejectedAddress = { text: string; why: AddressFault };
export type ParsedAddresses = { accepted: AcceptedAddress[]; rejected: RejectedAddress[] };

type Piece = { text: string; address: string; name: string } | { text: string; why: AddressFault };

const ANGLE = /^(?<name>[^<>]*)<(?<address>[^<>]*)>$/;

/** Addresses as people paste them: lists, "Name <address>", rows of a spreadsheet. Doubles go once. */
export function parseAddresses(text: string): ParsedAddresses {
	const accepted = new Map<string, AcceptedAddress>();
	const rejected: RejectedAddress[] = [];
	for (const piece of splitList(text).flatMap(readPiece)) {
		const read = 'why' in piece ? { ok: false as const, why: piece.why } : readAddress(piece.address);
		if (!read.ok) {
			rejected.push({ text: piece.text.slice(0, 200), why: read.why });
			continue;
		}
		const name = 'name' in piece ? cleanDisplayName(piece.name) : '';
		const known = accepted.get(read.address)?.name ?? name;
		accepted.set(read.address, known ? { address: read.address, name: known } : { address: read.address });
	}
	return { accepted: [...accepted.values()], rejected };
}

/** Splits at commas, semicolons, line ends and behind angle brackets, but not inside quotes or brackets. */
function splitList(text: string): string[] {
	const parts: string[] = [];
	for (const line of text.split(/[\r\n\u2028\u2029]+/)) {
		parts.push(...(line.match(/(?:"[^"]*"|<[^<>]*>|[^,;])+/g) ?? []));
	}
	return parts.flatMap((part) => part.trim().split(/(?<=>)\s+/)).filter((part) => part !== '');
}

function readPiece(text: string): Piece[] {
	const angle = ANGLE.exec(text)?.groups;
	if (angle) {
		const name = (angle.name ?? '').trim();
		if (name.includes(':')) return [{ text, why: 'unclear' }];
		// "other@x.test <this@x.test>": a name that is an address would show another recipient than there is
		return [
			{ text, address: stripScheme(angle.address ?? ''), name: name.includes('@') ? '' : unquote(name) }
		];
	}
	if (/["<>]/.test(text)) return [{ text, why: 'unclear' }];
	return readWords(text);
}

/** "Cleo Miller cleo@x.test", "a@x.test b@x.test": words without an at sign name the address they precede. */
function readWords(text: string): Piece[] {
	const words = text.split(/\s+/);
	const count = words.filter((word) => word.includes('@')).length;
	if (count === 0) return [{ text, why: 'no-at' }];
	if (words.some((word) => !word.includes('@') && word.includes(':'))) return [{ text, why: 'unclear' }];
	if (count === 1) {
		const address = words.find((word) => word.includes('@')) ?? '';
		const name = words.filter((word) => word !== address).join(' ');
		return [{ text, address: stripScheme(address), name }];
	}
	const pieces: Piece[] = [];
	let name: string[] = [];
	for (const word of words) {
		if (word.includes('@')) {
			pieces.push({ text: word, address: stripScheme(word), name: name.join(' ') });
			name = [];
		} else name.push(word);
	}
	return name.length === 0 ? pieces : [...pieces, { text: name.join(' '), why: 'no-at' }];
}

function stripScheme(address: string): string {
	return address.trim().replace(/^mailto:/i, '');
}

function unquote(name: string): string {
	return /^".*"$/.test(name) ? name.slice(1, -1) : name;
}

/** As `parseAddresses` reads it back: commas, brackets and the rest of a name stay the name's. */
export const writeAddress = ({ address, name }: AcceptedAddress): string =>
	name ? `"${name.replaceAll('"', "'")}" <${address}>` : address;
