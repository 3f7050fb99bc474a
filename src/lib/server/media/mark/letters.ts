import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import opentype, { type Font } from 'opentype.js';

// Marks are drawn from outlines of a type that comes with the app: what libvips finds on a machine without type is
// nothing, and on another machine something else.

/** As the pages are set, and every letter 0.6 of its size wide: where text lies can be told without it. */
const FILES = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'vietnamese'];
const EM = 1000;
const ADVANCE = 600;

const required = createRequire(import.meta.url);
let fonts: Font[] | undefined;

const opened = (): Font[] =>
	(fonts ??= FILES.map((name) => {
		const bytes = readFileSync(
			required.resolve(`@fontsource/ibm-plex-mono/files/ibm-plex-mono-${name}-500-normal.woff`)
		);
		return opentype.parse(Uint8Array.from(bytes).buffer);
	}));

const fontOf = (letter: string) => opened().find((font) => font.charToGlyphIndex(letter) > 0);

/** Accents go with their letters as one. */
const lettersOf = (text: string) => [...text.normalize('NFC')];

export const lengthOf = (text: string): number => lettersOf(text).length;

/** Letters that cannot be drawn, each once; a mark with one of them is refused, so none is ever missing from a picture. */
export const missingIn = (text: string): string[] => [
	...new Set(lettersOf(text).filter((letter) => letter !== ' ' && !fontOf(letter)))
];

/** The text as one SVG path at a size of `EM`, from 0 on its baseline. Throws where a letter is missing. */
export function outlineOf(text: string): string {
	const drawn = lettersOf(text).map((letter, at) => {
		const font = letter === ' ' ? null : fontOf(letter);
		if (font === undefined) throw new Error(`no letter for ${letter}`);
		return (
			font
				?.charToGlyph(letter)
				.getPath(at * ADVANCE, 0, EM)
				.toPathData(0) ?? ''
		);
	});
	const path = drawn.join('');
	if (!path) throw new Error('a mark without anything to draw');
	return path;
}
