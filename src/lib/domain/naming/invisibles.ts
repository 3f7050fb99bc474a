/** Scripts whose letters join or are stacked: there a joiner is part of how a word is written. */
const JOINING = [
	...['Arabic', 'Syriac', 'Mandaic', 'Nko', 'Mongolian', 'Phags_Pa', 'Adlam', 'Hanifi_Rohingya'],
	...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam'],
	...['Sinhala', 'Khmer', 'Myanmar', 'Tibetan', 'Balinese', 'Javanese', 'Sundanese', 'Tai_Tham', 'Cham'],
	...['Meetei_Mayek', 'Saurashtra', 'Limbu', 'Lepcha', 'Chakma', 'Newa', 'Tirhuta', 'Sharada', 'Grantha'],
	...['Kaithi', 'Brahmi', 'Ahom', 'Modi', 'Takri', 'Siddham', 'Khojki', 'Khudawadi']
]
	.map((script) => `\\p{Script=${script}}`)
	.join('');

const PICTURED = '\\p{Extended_Pictographic}';
const SELECTOR = '[\\u180B-\\u180D\\u180F\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}]';

/** No Latin, Greek or Cyrillic letter has variants, and no mark, digit or blank. */
const OF_OTHER_SCRIPTS =
	'[^\\0-\\x7f\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{Script=Inherited}\\p{N}\\s\\p{P}\\p{C}]';

/** Where such a sign is seen: it shapes a word, joins emoji, or chooses a variant of the sign before it. */
const SEEN = [
	`(?<=[${JOINING}]${SELECTOR}?)[\\u200C\\u200D]`,
	`(?<=[\\p{L}\\p{N}])[\\u200C\\u200D](?=[${JOINING}])`,
	`(?<=${PICTURED}\\uFE0F?\\p{Emoji_Modifier}?)\\u200D(?=${PICTURED})`,
	`(?<=${PICTURED}|\\p{Emoji_Presentation}|${OF_OTHER_SCRIPTS})${SELECTOR}`,
	'(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
	'\\u{1F3F4}[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{2,6}\\u{E007F}'
].join('|');

/** Zero-width signs, marks of direction, soft hyphen, BOM, tags: they make a name read as another one. */
const HIDDEN = `[\\u00AD\\u034F\\u061C\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\uFE00-\\uFE0F\\uFEFF\\uFFF9-\\uFFFB\\u{1D173}-\\u{1D17A}\\u{E0000}-\\u{E0FFF}]`;

const SEEN_OR_HIDDEN = new RegExp(`(?<seen>${SEEN})|${HIDDEN}`, 'gu');

/** Joiners and variants stay where they are part of what is written (Persian, Indic, emoji). */
export function withoutInvisibles(text: string): string {
	let [before, after] = ['', text.replace(/\p{Surrogate}/gu, '\uFFFD')];
	// what goes may have stood beside a sign that is judged by its neighbours
	while (after !== before) {
		before = after;
		after = before.replace(SEEN_OR_HIDDEN, '$<seen>');
	}
	return after;
}
