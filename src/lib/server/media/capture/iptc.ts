import { isUtf8 as isTextUtf8 } from 'node:buffer';
import type { Fields } from './fields.ts';
import { momentOf, type Moment } from './moment.ts';

const [MARK, APPLICATION, MOST_SETS, MOST_BYTES] = [0x1c, 2, 500, 64];
const sets = { created: 55, clock: 60, digitized: 62, digitizedClock: 63 } as const;

/** Where the texts of IPTC's second record stand, wherever it begins in the block. */
function* setsIn(block: Buffer): Generator<{ set: number; at: number; size: number }> {
	let at = block.indexOf(Buffer.from([MARK, APPLICATION]));
	for (let count = 0; at >= 0 && at + 5 <= block.length && count < MOST_SETS; count++) {
		if (block[at] !== MARK) break;
		const [record, set, size] = [block[at + 1], block[at + 2] ?? 0, block.readUInt16BE(at + 3)];
		if (record === APPLICATION) yield { set, at: at + 5, size };
		at += 5 + size;
	}
}

function readSets(block: Buffer): Map<number, string> {
	const found = new Map<number, string>();
	for (const { set, at, size } of setsIn(block))
		if (!found.has(set)) found.set(set, block.toString('latin1', at, at + Math.min(size, MOST_BYTES)));
	return found;
}

const MOST_TEXT = 4_000;

/** All texts of these sets, each in their order: as UTF-8 where they are that, else as Windows writes them. */
export function iptcTexts(block: Buffer, wanted: readonly number[]): Map<number, string[]> {
	const texts = new Map<number, string[]>();
	for (const { set, at, size } of setsIn(block)) {
		if (!wanted.includes(set)) continue;
		const bytes = block.subarray(at, at + Math.min(size, MOST_TEXT));
		texts.set(set, [...(texts.get(set) ?? []), textOf(bytes)]);
	}
	return texts;
}

function textOf(bytes: Buffer): string {
	// a text that was cut may end within a letter
	const isUtf8 = isTextUtf8(bytes.length < MOST_TEXT ? bytes : bytes.subarray(0, -4));
	return new TextDecoder(isUtf8 ? 'utf-8' : 'windows-1252').decode(bytes);
}

// 20260606 and 151200+0200
function momentIn(date: string | undefined, clock = ''): Moment | undefined {
	const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(date ?? '') ?? [];
	const [, hour, minute, second, zone = ''] = /^(\d\d)(\d\d)(\d\d)([+-]\d{4})?/.exec(clock) ?? [];
	const stamp = `${year}:${month}:${day}`;
	return momentOf(hour === undefined ? stamp : `${stamp} ${hour}:${minute}:${second}${zone}`);
}

export function iptcFields(block: Buffer): Fields {
	const found = readSets(block);
	const text = (name: keyof typeof sets) => found.get(sets[name]);
	return {
		iptcCreated: momentIn(text('created'), text('clock')),
		exifDigitized: momentIn(text('digitized'), text('digitizedClock'))
	};
}
