import { kindOfName, kinds, type Kind } from './kinds.ts';

/** The bytes as text, one character a byte, so that signatures can be written as strings. */
export const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);

type Signature = { at: number; is: string; kind: Kind };
const starts = (kind: Kind, is: string, at = 0): Signature => ({ at, is, kind });

const signatures: readonly Signature[] = [
	starts('jpeg', '\xff\xd8\xff'),
	starts('png', '\x89PNG\r\n\x1a\n'),
	starts('gif', 'GIF87a'),
	starts('gif', 'GIF89a'),
	starts('psd', '8BPS'),
	starts('pdf', '%PDF-'),
	starts('raf', 'FUJIFILMCCD-RAW'),
	starts('rw2', 'IIU\0'),
	starts('orf', 'IIRO'),
	starts('orf', 'IIRS'),
	starts('orf', 'MMOR'),
	starts('crw', 'HEAPCCDR', 6),
	starts('x3f', 'FOVb'),
	starts('raw', '\0MRM'),
	starts('jxl', '\xff\x0a'),
	starts('jxl', '\0\0\0\x0cJXL \r\n\x87\n'),
	starts('jp2', '\0\0\0\x0cjP  \r\n\x87\n'),
	starts('exr', 'v/1\x01'),
	starts('hdr', '#?RADIANCE'),
	starts('indd', '\x06\x06\xed\xf5\xd8\x1d\x46\xe5'),
	starts('mxf', '\x06\x0e+4\x02\x05\x01\x01'),
	starts('mp3', 'ID3'),
	starts('rar', 'Rar!\x1a\x07'),
	starts('7z', "7z\xbc\xaf'\x1c"),
	// playlists make ffmpeg read other files: never a video, whatever the name says
	starts('other', '#EXTM3U'),
	starts('other', 'ffconcat')
];

const riff: Readonly<Record<string, Kind>> = { WEBP: 'webp', 'AVI ': 'avi', WAVE: 'wav' };

const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];
const firstAtoms = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];

/** ISO base media (HEIC, AVIF, CR3, MP4, MOV): told apart by their brands. */
function isoKind(text: string): Kind | null {
	const type = text.slice(4, 8);
	if (firstAtoms.includes(type)) return 'mov';
	if (type !== 'ftyp') return null;
	const brand = text.slice(8, 12);
	const brands = [brand, ...(text.slice(16).match(/.{4}/gs) ?? [])];
	if (brand === 'crx ') return 'cr3';
	if (brand === 'avif' || brand === 'avis') return 'avif';
	if (heicBrands.includes(brand)) return brands.includes('avif') && brand.startsWith('m') ? 'avif' : 'heic';
	if (brand === 'qt  ') return 'mov';
	return brand.startsWith('M4A') ? 'm4a' : 'mp4';
}

// NEF, DNG, ARW … are TIFF by their first bytes; their first page is a thumbnail, so the ending decides
function tiffKind(text: string, named: Kind): Kind | null {
	if (!/^(II[*+]\0|MM\0[*+])/.test(text)) return null;
	if (text.startsWith('CR', 8)) return 'cr2';
	return kinds[named].group === 'raw' ? named : 'tiff';
}

/** A container shared by several kinds: the name chooses among them, `fallback` when it names none. */
const among = (named: Kind, fallback: Kind, ...shared: Kind[]) => (shared.includes(named) ? named : fallback);

function sharedKind(text: string, named: Kind): Kind | null {
	if (text.startsWith('PK\x03\x04')) return among(named, 'zip', 'docx', 'xlsx');
	if (text.startsWith('\x1a\x45\xdf\xa3')) return among(named, 'mkv', 'webm');
	if (text.startsWith('RIFF')) return riff[text.slice(8, 12)] ?? null;
	if (text.startsWith('FORM') && text.startsWith('AIF', 8)) return 'aif';
	return null;
}

/** What the first bytes say, the name helping only where a format is shared; null when they say nothing. */
export function kindOfBytes(first: Uint8Array, name: string): Kind | null {
	const text = latin(first);
	const named = kindOfName(name);
	const signed = signatures.find(({ at, is }) => text.startsWith(is, at))?.kind;
	return signed ?? tiffKind(text, named) ?? isoKind(text) ?? sharedKind(text, named);
}
