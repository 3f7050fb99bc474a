/** The part of opentype.js that letters of marks are read with. */
declare module 'opentype.js' {
	export type Glyph = {
		getPath: (x: number, y: number, fontSize: number) => { toPathData: (decimals: number) => string };
	};
	export type Font = { charToGlyphIndex: (letter: string) => number; charToGlyph: (letter: string) => Glyph };
	const opentype: { parse: (bytes: ArrayBuffer) => Font };
	export default opentype;
}
