import { cut } from '#lib/domain/naming/cut.ts';
import { withoutInvisibles } from '#lib/domain/naming/invisibles.ts';
import { FILE_WORDS } from '#lib/domain/words/file-words.ts';
import { STARS, type Words } from './fields.ts';
import { readFrom, tiffReader, type Read } from './directories.ts';
import { iptcTexts } from './iptc.ts';
import { itemsIn, propertyIn } from './xmp.ts';

type Source = { exif?: Buffer | Read | undefined; xmp?: Buffer | undefined; iptc?: Buffer | undefined };

/** The fields agree in a tidy file; where they do not, XMP is the younger and IPTC the longer one (MWG's guidelines). */
export function wordsOf({ exif, xmp, iptc }: Source): Words | undefined {
	const all = [
		...(xmp ? [ofXmp(xmp)] : []),
		...(iptc ? [ofIptc(iptc)] : []),
		...(exif ? [ofExif(exif)] : [])
	];
	const words: Words = {};
	for (const from of all.toReversed())
		Object.assign(words, Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)));
	return Object.keys(words).length ? words : undefined;
}

function ofXmp(packet: Buffer): Words {
	const text = new TextDecoder().decode(packet);
	const first = (name: string) => itemsIn(text, name)[0];
	return {
		title: tidy(first('dc:title'), FILE_WORDS.title),
		caption: tidy(first('dc:description'), FILE_WORDS.caption),
		keywords: tidyAll(itemsIn(text, 'dc:subject')),
		creator: tidy(itemsIn(text, 'dc:creator').join(', '), FILE_WORDS.creator),
		copyright: tidy(first('dc:rights'), FILE_WORDS.copyright),
		stars: starsOf(propertyIn(text, 'xmp:Rating') ?? propertyIn(text, 'xap:Rating')),
		label: tidy(propertyIn(text, 'xmp:Label') ?? propertyIn(text, 'xap:Label'), FILE_WORDS.label)
	};
}

const sets = { title: 5, keywords: 25, creator: 80, copyright: 116, caption: 120 } as const;

function ofIptc(block: Buffer): Words {
	const texts = iptcTexts(block, Object.values(sets));
	const first = (name: keyof typeof sets) => texts.get(sets[name])?.[0];
	return {
		title: tidy(first('title'), FILE_WORDS.title),
		caption: tidy(first('caption'), FILE_WORDS.caption),
		keywords: tidyAll(texts.get(sets.keywords) ?? []),
		creator: tidy(first('creator'), FILE_WORDS.creator),
		copyright: tidy(first('copyright'), FILE_WORDS.copyright)
	};
}

const tags = { description: 0x010e, artist: 0x013b, copyright: 0x8298 } as const;
const wanted = new Set<number>(Object.values(tags));
/** What cameras write there of themselves. */
const NOBODYS =
	/^(?:OLYMPUS|SONY DSC|MINOLTA|KONICA|SAMSUNG|DCIM\\|Exif_JPEG|DIGITAL CAMERA|default$|<.*>$)/i;

function ofExif(source: Buffer | Read): Words {
	const reader = tiffReader(typeof source === 'function' ? source : readFrom(source));
	if (!reader) return {};
	const { texts } = reader.directoryAt(reader.first, wanted);
	const text = (name: keyof typeof tags) => texts.get(tags[name]);
	const description = text('description');
	return {
		caption: description && NOBODYS.test(description) ? undefined : tidy(description, FILE_WORDS.caption),
		creator: tidy(text('artist'), FILE_WORDS.creator),
		copyright: tidy(text('copyright'), FILE_WORDS.copyright)
	};
}

const starsOf = (text: string | undefined) => STARS.find((stars) => stars === Math.trunc(Number(text)));

/** Text as it was written, lines included; what cannot be seen goes. */
function tidy(text: string | undefined, most: number): string | undefined {
	if (!text) return undefined;
	const seen = withoutInvisibles(text.slice(0, most * 4).replace(/\r\n?/g, '\n')).replace(
		/[^\P{Cc}\n]/gu,
		''
	);
	return cut(seen.trim(), most, (part) => part.length) || undefined;
}

function tidyAll(texts: readonly string[]): string[] | undefined {
	const all = texts.slice(0, FILE_WORDS.keywords).flatMap((text) => tidy(text, FILE_WORDS.keyword) ?? []);
	return all.length ? [...new Set(all)] : undefined;
}
