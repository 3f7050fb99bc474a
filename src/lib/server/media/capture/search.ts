import { bytesAt, type Source } from './boxes.ts';
import { exifFields } from './exif.ts';
import type { Fields } from './fields.ts';
import { momentOf } from './moment.ts';
import { merged } from './movie.ts';
import { xmpFields, xmpMoments } from './xmp.ts';

/** Where RAW files carry their picture's EXIF, and other formats their packet. */
const SEARCHED_BYTES = 1 << 20;
const PACKET_BYTES = 1 << 17;

// the EXIF of the JPEG that lies inside (RAF, RW2, X3F, CRW …)
function blockIn(head: Buffer): Buffer | undefined {
	for (const mark of ['Exif\0\0II*\0', 'Exif\0\0MM\0*']) {
		const at = head.indexOf(mark, 0, 'latin1');
		if (at >= 0) return head.subarray(at + 6, at + 6 + 65_536);
	}
	return undefined;
}

function packetIn(head: Buffer): Buffer | undefined {
	const at = head.indexOf('<x:xmpmeta', 0, 'latin1');
	return at < 0 ? undefined : head.subarray(at, at + PACKET_BYTES);
}

// AVI: a text after the chunk's name and length
function idit(head: Buffer): Fields {
	const at = head.indexOf('IDIT', 0, 'latin1');
	return at < 0
		? {}
		: { filmed: momentOf(head.toString('latin1', at + 8, at + 40).replace(/[\0\n].*$/s, '')) };
}

const MATROSKA_EPOCH = Date.UTC(2001, 0, 1);

// Matroska and WebM: nanoseconds since 2001, in eight bytes
function dateUtc(head: Buffer): Fields {
	const at = head.indexOf(Buffer.from([0x44, 0x61, 0x88]));
	if (at < 0 || at + 11 > head.length) return {};
	const ms = MATROSKA_EPOCH + Number(head.readBigInt64BE(at + 3) / 1_000_000n);
	const year = Number.isSafeInteger(ms) && Math.abs(ms) < 8e15 ? new Date(ms).getUTCFullYear() : 0;
	return year > 2001 && year < 2100 ? { filmHead: { at: ms } } : {};
}

// AVCHD: date and clock in decimal digits, in the first picture's side information
function mdpm(head: Buffer): Fields {
	const at = head.indexOf('MDPM', 0, 'latin1');
	if (at < 0 || at + 15 > head.length || head[at + 5] !== 0x18 || head[at + 10] !== 0x19) return {};
	const digits = (from: number, to: number) => head.toString('hex', at + from, at + to);
	const [year, month, day] = [digits(7, 9), digits(9, 10), digits(11, 12)];
	return {
		filmed: momentOf(`${year}:${month}:${day} ${digits(12, 13)}:${digits(13, 14)}:${digits(14, 15)}`)
	};
}

const films: readonly [RegExp, (head: Buffer) => Fields][] = [
	[/^RIFF....AVI /s, idit],
	[/^\x1a\x45\xdf\xa3/, dateUtc],
	[/^(?:G|....G)/s, mdpm]
];

/** For files that no reader knows: what lies in their first megabyte in plain sight. */
export function foundBySearch(source: Source): Fields {
	const head = bytesAt(source, 0, SEARCHED_BYTES);
	const start = head.toString('latin1', 0, 16);
	const film = films.find(([mark]) => mark.test(start))?.[1](head) ?? {};
	const block = blockIn(head);
	const packet = packetIn(head);
	return merged([
		film,
		...(block ? [exifFields(block)] : []),
		...(packet ? [xmpFields(packet), xmpMoments(packet)] : [])
	]);
}
