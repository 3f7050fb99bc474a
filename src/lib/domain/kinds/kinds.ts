/** One kind of file: what it is called, how it travels, and whether we make a picture of it. */
export type KindFacts = {
	/** Content-Type of downloads; ours, never the uploader's. */
	mediaType: string;
	/** The usual ending, without the dot. */
	extension: string;
	/** Further endings that mean this kind. */
	also: readonly string[];
	group: 'photo' | 'raw' | 'video' | 'sound' | 'document' | 'archive' | 'sidecar' | 'other';
	/** Whether a decoder makes previews of it; all else is kept as it is. */
	pictured: boolean;
};

type Group = KindFacts['group'];
const row = (group: Group, mediaType: string, extension: string, ...also: string[]): KindFacts => ({
	mediaType,
	extension,
	also,
	group,
	pictured: false
});
const photo = (mediaType: string, extension: string, ...also: string[]) => ({
	...row('photo', mediaType, extension, ...also),
	pictured: true
});
/** Pictured where the machine has ffmpeg. */
const film = (mediaType: string, extension: string, ...also: string[]) => ({
	...row('video', mediaType, extension, ...also),
	pictured: true
});
const raw = (maker: string, extension: string, ...also: string[]) => ({
	...row('raw', `image/x-${maker}-${extension}`, extension, ...also),
	pictured: true
});

const BYTES = 'application/octet-stream';

const table = {
	jpeg: photo('image/jpeg', 'jpg', 'jpeg', 'jpe', 'jfif'),
	png: photo('image/png', 'png', 'apng'),
	tiff: photo('image/tiff', 'tif', 'tiff'),
	webp: photo('image/webp', 'webp'),
	avif: photo('image/avif', 'avif'),
	heic: photo('image/heic', 'heic', 'heif', 'hif'),
	gif: row('photo', 'image/gif', 'gif'),
	jxl: photo('image/jxl', 'jxl'),
	jp2: row('photo', 'image/jp2', 'jp2', 'jpx', 'j2k'),
	bmp: row('photo', 'image/bmp', 'bmp'),
	psd: photo('image/vnd.adobe.photoshop', 'psd', 'psb'),
	exr: row('photo', 'image/x-exr', 'exr'),
	hdr: row('photo', 'image/vnd.radiance', 'hdr'),
	nef: raw('nikon', 'nef', 'nrw'),
	dng: raw('adobe', 'dng'),
	cr3: raw('canon', 'cr3'),
	cr2: raw('canon', 'cr2'),
	crw: raw('canon', 'crw'),
	arw: raw('sony', 'arw', 'sr2', 'srf', 'arq'),
	raf: raw('fuji', 'raf'),
	orf: raw('olympus', 'orf', 'ori'),
	rw2: raw('panasonic', 'rw2', 'rwl'),
	pef: raw('pentax', 'pef'),
	srw: raw('samsung', 'srw'),
	'3fr': raw('hasselblad', '3fr', 'fff'),
	iiq: raw('phaseone', 'iiq'),
	x3f: raw('sigma', 'x3f'),
	raw: { ...row('raw', BYTES, 'raw', 'mos', 'mef', 'mrw', 'erf', 'kdc', 'dcr', 'gpr'), pictured: true },
	mp4: film('video/mp4', 'mp4', 'm4v', '3gp', '3g2'),
	mov: film('video/quicktime', 'mov', 'qt'),
	mkv: film('video/x-matroska', 'mkv'),
	webm: film('video/webm', 'webm'),
	avi: film('video/x-msvideo', 'avi'),
	mts: film('video/mp2t', 'mts', 'm2ts'),
	mxf: film('application/mxf', 'mxf'),
	wav: row('sound', 'audio/wav', 'wav'),
	mp3: row('sound', 'audio/mpeg', 'mp3'),
	m4a: row('sound', 'audio/mp4', 'm4a'),
	aif: row('sound', 'audio/aiff', 'aif', 'aiff'),
	pdf: row('document', 'application/pdf', 'pdf', 'ai'),
	indd: row('document', 'application/x-indesign', 'indd'),
	docx: row('document', BYTES, 'docx', 'doc', 'pages'),
	xlsx: row('document', BYTES, 'xlsx', 'xls', 'numbers'),
	text: row('document', 'text/plain; charset=utf-8', 'txt', 'csv', 'md'),
	zip: row('archive', 'application/zip', 'zip'),
	rar: row('archive', 'application/vnd.rar', 'rar'),
	'7z': row('archive', 'application/x-7z-compressed', '7z'),
	xmp: row('sidecar', BYTES, 'xmp'),
	cube: row('sidecar', BYTES, 'cube', 'icc', 'lut', 'cos', 'dop', 'pp3'),
	other: row('other', BYTES, 'bin')
} satisfies Record<string, KindFacts>;

export type Kind = keyof typeof table;

export const kinds: Readonly<Record<Kind, KindFacts>> = table;

export const isKind = (word: string): word is Kind => Object.hasOwn(table, word);

const endingsOf = (kind: Kind) => [table[kind].extension, ...table[kind].also];
const byEnding = new Map(
	Object.keys(table)
		.filter(isKind)
		.flatMap((kind) => endingsOf(kind).map((ending): [string, Kind] => [ending, kind]))
);

/** Facts of a kind read from a row; an unknown word is served as plain bytes. */
export const kindFacts = (word: string): KindFacts => kinds[isKind(word) ? word : 'other'];

/** The last ending of a name in lower case, without the dot; '' when there is none. */
export function endingOf(name: string) {
	const bare = name.replace(/[.\s\p{Cc}\p{Cf}]+$/u, '');
	const dot = bare.lastIndexOf('.');
	return dot < 0 ? '' : bare.slice(dot + 1).toLowerCase();
}

/** What the name says; 'other' when it says nothing that we know. */
export const kindOfName = (name: string): Kind => byEnding.get(endingOf(name)) ?? 'other';
