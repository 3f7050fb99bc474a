import { clean, type Fields } from './fields.ts';
import { momentOf } from './moment.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescape = (text: string) =>
	text.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (all, name, decimal, hex) =>
		name ? (entities[name] ?? all) : signOf(decimal ? Number(decimal) : parseInt(hex, 16))
	);
const signOf = (code: number) => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '');

/** One simple XMP property, written as an attribute or as an element. */
export function propertyIn(packet: string, name: string): string | undefined {
	const found =
		new RegExp(`\\s${name}\\s{0,9}=\\s{0,9}(?:"([^"<]{1,500})"|'([^'<]{1,500})')`).exec(packet) ??
		new RegExp(`<${name}(?:\\s[^<>]{0,200})?>([^<]{1,500})</${name}>`).exec(packet);
	const text = found?.slice(1).find((part) => part !== undefined);
	return text === undefined ? undefined : unescape(text);
}

function property(packet: string, name: string) {
	const text = propertyIn(packet, name);
	return text === undefined ? undefined : clean(text);
}

const MOST_ITEMS = 1000;
const MOST_LIST = 200_000;

/** The items of a list of texts, that of the default language first; a property without a list is one item. */
export function itemsIn(packet: string, name: string): string[] {
	const from = packet.indexOf(`<${name}>`);
	const to = packet.indexOf(`</${name}>`, from);
	if (from < 0 || to < 0) return [propertyIn(packet, name)].flatMap((text) => text ?? []);
	const inside = packet.slice(from + name.length + 2, Math.min(to, from + MOST_LIST));
	const items = [...inside.matchAll(/<rdf:li([^<>]{0,200})>([^<]*)<\/rdf:li>/g)].slice(0, MOST_ITEMS);
	if (!items.length) return inside.includes('<') ? [] : [unescape(inside)];
	const isDefault = ([, attributes = '']: RegExpMatchArray) => attributes.includes('x-default');
	const sorted = items.toSorted((a, b) => Number(isDefault(b)) - Number(isDefault(a)));
	return sorted.map(([, , text = '']) => unescape(text));
}

export function xmpFields(packet: Uint8Array): Fields {
	const text = new TextDecoder().decode(packet);
	return {
		rawFileName: property(text, 'crs:RawFileName'),
		preservedFileName: property(text, 'xmpMM:PreservedFileName'),
		originalDocumentId: property(text, 'xmpMM:OriginalDocumentID')
	};
}

/** Read only where EXIF does not tell: most packets are long, and most pictures have both. */
export function xmpMoments(packet: Uint8Array): Fields {
	const text = new TextDecoder().decode(packet);
	return {
		xmpOriginal: momentOf(property(text, 'exif:DateTimeOriginal')),
		xmpCreated: momentOf(property(text, 'photoshop:DateCreated')),
		xmpDigitized: momentOf(property(text, 'xmp:CreateDate') ?? property(text, 'xap:CreateDate')),
		make: property(text, 'tiff:Make'),
		model: property(text, 'tiff:Model'),
		serial: property(text, 'aux:SerialNumber') ?? property(text, 'exifEX:BodySerialNumber')
	};
}
