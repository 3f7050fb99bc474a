import { clean, type Fields } from './fields.ts';
import { momentOf } from './moment.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescape = (text: string) =>
	text.replace(/&(amp|lt|gt|quot|apos);/g, (all, name: string) => entities[name] ?? all);

/** One simple XMP property, written as an attribute or as an element. */
function property(packet: string, name: string) {
	const found =
		new RegExp(`\\s${name}\\s{0,9}=\\s{0,9}(?:"([^"<]{1,500})"|'([^'<]{1,500})')`).exec(packet) ??
		new RegExp(`<${name}(?:\\s[^<>]{0,200})?>([^<]{1,500})</${name}>`).exec(packet);
	const text = found?.slice(1).find((part) => part !== undefined);
	return text === undefined ? undefined : clean(unescape(text));
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
