import { boxesIn, bytesAt, contentOf, type Box, type Source } from './boxes.ts';
import { exifFields } from './exif.ts';
import { clean, type Fields } from './fields.ts';
import { momentOf, momentOfSeconds } from './moment.ts';
import { xmpMoments } from './xmp.ts';

const TEXT_BYTES = 4096;
const METADATA_BYTES = 1 << 20;
const MOST_KEYS = 200;

const CANON = '85c0b687820f11e08111f4ce462b6a48';
const ADOBE_XMP = 'be7acfcb97a942e89c71999491e3afac';

const texts: Readonly<Record<string, (text: string) => Fields>> = {
	'com.apple.quicktime.creationdate': (text) => ({ filmed: momentOf(text) }),
	'com.apple.quicktime.make': (text) => ({ make: clean(text) }),
	'com.apple.quicktime.model': (text) => ({ model: clean(text) }),
	'com.android.manufacturer': (text) => ({ make: clean(text) }),
	'com.android.model': (text) => ({ model: clean(text) }),
	'\u00a9day': (text) => ({ filmed: momentOf(text) }),
	'\u00a9mak': (text) => ({ make: clean(text) }),
	'\u00a9mod': (text) => ({ model: clean(text) })
};

const textFields = (name: string, text: string): Fields => texts[name]?.(text.replace(/\0+$/, '')) ?? {};

/** Later ones add to earlier ones and overrule none. */
export function merged(parts: readonly Fields[]): Fields {
	const known = parts.map((part) =>
		Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))
	);
	return Object.assign({}, ...known.reverse());
}

// version 0 counts in 32 bits, version 1 in 64
function headMoment(source: Source, box: Box): Fields {
	const head = contentOf(source, box, 12);
	if (head.length < 12) return {};
	return {
		filmHead: momentOfSeconds(head[0] === 1 ? Number(head.readBigUInt64BE(4)) : head.readUInt32BE(4))
	};
}

// QuickTime's own text: length, language, letters; the other kind lies in a 'data' box
function userText(source: Source, box: Box): Fields {
	const [data] = [...boxesIn(source, box.start, box.end)];
	if (data?.type === 'data')
		return textFields(box.type, contentOf(source, data, TEXT_BYTES).toString('utf8', 8));
	const content = contentOf(source, box, TEXT_BYTES);
	if (content.length < 4) return {};
	return textFields(box.type, content.toString('utf8', 4, 4 + content.readUInt16BE(0)));
}

const child = (source: Source, box: Box, type: string) =>
	[...boxesIn(source, box.start, box.end)].find((found) => found.type === type);

// in ISO files four bytes of version come before the boxes, in QuickTime files none
const inMeta = (source: Source, box: Box): Box =>
	bytesAt(source, box.start + 4, 4).toString('latin1') === 'hdlr' ? box : { ...box, start: box.start + 4 };

function keysOf(source: Source, box: Box): string[] {
	const content = contentOf(source, box, 65_536);
	const names: string[] = [];
	for (let at = 8; at + 8 <= content.length && names.length < MOST_KEYS;) {
		const size = content.readUInt32BE(at);
		if (size < 8) break;
		names.push(content.toString('latin1', at + 8, at + size));
		at += size;
	}
	return names;
}

function metaFields(source: Source, box: Box): Fields[] {
	const inside = inMeta(source, box);
	const xml = child(source, inside, 'xml ');
	if (xml) return [sonyFields(contentOf(source, xml, 65_536).toString('utf8', 4))];
	const [keys, list] = [child(source, inside, 'keys'), child(source, inside, 'ilst')];
	if (!list) return [];
	const names = keys ? keysOf(source, keys) : [];
	return [...boxesIn(source, list.start, list.end)].map((item) => {
		const name = names[Buffer.from(item.type, 'latin1').readUInt32BE(0) - 1] ?? item.type;
		return userText(source, { ...item, type: name });
	});
}

const sonyFields = (xml: string): Fields => ({
	filmed: momentOf(/<CreationDate\s[^<>]{0,99}?value="([^"]{1,60})"/.exec(xml)?.[1]),
	make: clean(/<Device\s[^<>]{0,300}?manufacturer="([^"]{1,99})"/.exec(xml)?.[1] ?? ''),
	model: clean(/<Device\s[^<>]{0,300}?modelName="([^"]{1,99})"/.exec(xml)?.[1] ?? ''),
	serial: clean(/<Device\s[^<>]{0,300}?serialNo="([^"]{1,99})"/.exec(xml)?.[1] ?? '')
});

// a RAW of Canon keeps two directories of EXIF as boxes
function uuidFields(source: Source, box: Box): Fields[] {
	const id = bytesAt(source, box.start, 16).toString('hex');
	const inside = { ...box, start: box.start + 16 };
	if (id === ADOBE_XMP) return [xmpMoments(contentOf(source, inside, METADATA_BYTES))];
	if (id !== CANON) return [];
	const blocks = [...boxesIn(source, inside.start, inside.end)].filter(({ type }) => /^CMT[12]$/.test(type));
	return blocks.map((block) => exifFields(contentOf(source, block, METADATA_BYTES)));
}

const readers: Readonly<Record<string, (source: Source, box: Box) => Fields[]>> = {
	moov: nested,
	trak: nested,
	udta: nested,
	meta: metaFields,
	uuid: uuidFields,
	mvhd: (source, box) => [headMoment(source, box)],
	tkhd: (source, box) => [headMoment(source, box)],
	// of JPEG XL; four bytes say where in it the block begins
	Exif: (source, box) => [exifFields(contentOf(source, box, METADATA_BYTES).subarray(4))],
	'xml ': (source, box) => [xmpMoments(contentOf(source, box, METADATA_BYTES))],
	...Object.fromEntries(
		['\u00a9day', '\u00a9mak', '\u00a9mod'].map((type) => [
			type,
			(source: Source, box: Box) => [userText(source, box)]
		])
	)
};

const MOST_DEPTH = 4;

function nested(source: Source, box: Box, depth = 1): Fields[] {
	const found: Fields[] = [];
	if (depth > MOST_DEPTH) return found;
	for (const inner of boxesIn(source, box.start, box.end)) {
		const read = readers[inner.type];
		if (read === nested) found.push(...nested(source, inner, depth + 1));
		else if (read) found.push(...read(source, inner));
	}
	return found;
}

/** MP4, MOV, CR3, JPEG XL and whatever else is made of boxes. */
export const movieFields = (source: Source) =>
	merged(nested(source, { type: 'file', start: 0, end: source.bytes }));
