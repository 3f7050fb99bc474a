import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endingOf, isKind, kindFacts, kindOfName, kinds } from './kinds.ts';

test('only formats that the decoders may open are pictured', () => {
	const pictured = Object.entries(kinds).filter(([, facts]) => facts.pictured && facts.group !== 'video');
	expect(pictured.map(([kind]) => kind)).toEqual([
		...['jpeg', 'png', 'tiff', 'webp', 'avif', 'heic', 'jxl', 'psd'],
		...Object.keys(kinds).filter((kind) => kindFacts(kind).group === 'raw')
	]);
});

test('no kind is served as a type that a browser would run', () => {
	for (const { mediaType } of Object.values(kinds)) expect(mediaType).not.toMatch(/html|xml|svg|script/);
});

test('an ending belongs to one kind only', () => {
	const endings = Object.values(kinds).flatMap(({ extension, also }) => [extension, ...also]);
	expect(endings).toEqual([...new Set(endings)]);
});

describe('endings', () => {
	test.each([
		['DSC_4101.JPG', 'jpg'],
		['a.b.Tiff', 'tiff'],
		['none', ''],
		['', ''],
		['photo.exe. ', 'exe'],
		['photo\u202Egpj.exe\u200b', 'exe'],
		['.jpg', 'jpg']
	])('%s ends in %j', (name, ending) => expect(endingOf(name)).toBe(ending));

	test('any name has an answer', () => {
		fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => isKind(kindOfName(name))));
	});
});

test('a word that is no kind is served as plain bytes', () => {
	expect(kindFacts('__proto__').mediaType).toBe('application/octet-stream');
	expect(kindFacts('jpeg').mediaType).toBe('image/jpeg');
});
