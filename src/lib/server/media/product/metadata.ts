import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Metadata, Sharp } from 'sharp';
import type { ProductSpec } from '#lib/domain/products/spec.ts';
import { bytesAt } from '../capture/boxes.ts';
import { readExif, type Exif } from './exif.ts';
import { creditsPacket, readCredits, withCredits, type Credits } from './xmp.ts';

/** What a product says of itself beside its pixels. */
export type Written = { exif: Exif; xmp: string | undefined };

/** `path` is the original's, `head` that of the ordinary file which was made of it. */
type Source = { path: string; head: Metadata };

/** JPEG keeps a packet in one segment; a longer one is no honest photograph's. */
const MOST_XMP_BYTES = 60_000;
const MOST_EXIF_BYTES = 1 << 20;
const EXIF_HEAD = 'Exif\0\0';

// libvips hands out EXIF as a block, save for TIFF and what is built like it, where it is part of the file
function exifOf({ path, head: { exif } }: Source): Exif {
	if (!exif) return exifOfFile(path);
	if (exif.length > MOST_EXIF_BYTES) return {};
	return readExif(exif.toString('latin1', 0, 6) === EXIF_HEAD ? exif.subarray(6) : exif);
}

function exifOfFile(path: string): Exif {
	const fd = openSync(path, 'r');
	try {
		const source = { fd, bytes: fstatSync(fd).size };
		return readExif((at, length) => bytesAt(source, at, length));
	} finally {
		closeSync(fd);
	}
}

function packetOf({ head: { xmp } }: Source): string {
	return xmp && xmp.length <= MOST_XMP_BYTES ? new TextDecoder().decode(xmp) : '';
}

/** EXIF holds ASCII; XMP says the same in every script. */
function creditsInExif({ copyright, creator, caption }: Credits): Record<string, string> {
	return {
		...(copyright ? { Copyright: copyright } : {}),
		...(creator ? { Artist: creator } : {}),
		...(caption ? { ImageDescription: caption } : {})
	};
}

/** Exactly what is asked for: of the place where a picture was taken nothing, unless all is kept. */
export function metadataFor(source: Source, { metadata, copyright, creator, caption }: ProductSpec): Written {
	const given = { copyright, creator, caption };
	if (metadata === 'none') return { exif: {}, xmp: undefined };
	const exif = exifOf(source);
	const packet = packetOf(source);
	const found = readCredits(packet);
	const credits = {
		copyright: copyright || found.copyright || exif.IFD0?.['Copyright'] || '',
		creator: creator || found.creator || exif.IFD0?.['Artist'] || '',
		caption
	};
	if (metadata === 'credits')
		return { exif: { IFD0: creditsInExif(credits) }, xmp: creditsPacket(credits, found.contact) };
	return {
		exif: { ...exif, IFD0: { ...exif.IFD0, ...creditsInExif(given) } },
		xmp: packet ? withCredits(packet, given) : creditsPacket(credits, {})
	};
}

/** Puts it into a picture that is about to be written. */
export function withWritten(image: Sharp, { exif, xmp }: Written): Sharp {
	const hasExif = Object.values(exif).some((block) => Object.keys(block).length > 0);
	const first = hasExif ? image.withExif(exif) : image;
	return xmp === undefined ? first : first.withXmp(xmp);
}
