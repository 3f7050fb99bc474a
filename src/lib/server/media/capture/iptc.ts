import type { Fields } from './fields.ts';
import { momentOf, type Moment } from './moment.ts';

const [MARK, APPLICATION, MOST_SETS, MOST_BYTES] = [0x1c, 2, 500, 64];
const sets = { created: 55, clock: 60, digitized: 62, digitizedClock: 63 } as const;

/** The short texts of IPTC's second record, wherever it begins in the block. */
function readSets(block: Buffer): Map<number, string> {
	const found = new Map<number, string>();
	let at = block.indexOf(Buffer.from([MARK, APPLICATION]));
	for (let count = 0; at >= 0 && at + 5 <= block.length && count < MOST_SETS; count++) {
		if (block[at] !== MARK) break;
		const [record, set, size] = [block[at + 1], block[at + 2] ?? 0, block.readUInt16BE(at + 3)];
		const text = block.toString('latin1', at + 5, at + 5 + Math.min(size, MOST_BYTES));
		if (record === APPLICATION && !found.has(set)) found.set(set, text);
		at += 5 + size;
	}
	return found;
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
