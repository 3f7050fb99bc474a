import { describe, expect, test } from 'vitest';
import { changedWords, distinctKeywords, keywordsIn, withKeywords, wordsShown } from './file-words.ts';

const file = { title: 'Kiss', caption: 'At the gate', keywords: ['bride', 'gate'], copyright: '© Ann' };

describe('what is shown of a picture', () => {
	test('the file’s words where the studio wrote none', () => {
		expect(wordsShown(file, {})).toEqual({ ...file, own: [] });
		expect(wordsShown({}, {})).toEqual({ title: '', caption: '', keywords: [], copyright: '', own: [] });
	});

	test('the studio’s own first, empty ones too', () => {
		expect(wordsShown(file, { title: 'First kiss', caption: '', keywords: [] })).toEqual({
			title: 'First kiss',
			caption: '',
			keywords: [],
			copyright: '© Ann',
			own: ['title', 'caption', 'keywords']
		});
	});
});

test('a change leaves what it does not name, and null goes back to the file', () => {
	const own = { title: 'First kiss', keywords: ['a'] };
	expect(changedWords(own, { caption: 'New' })).toEqual({ ...own, caption: 'New' });
	expect(changedWords(own, { title: null, keywords: [] })).toEqual({ keywords: [] });
	expect(own).toEqual({ title: 'First kiss', keywords: ['a'] });
});

test.each([
	[
		['a', 'A ', ' b', ''],
		['a', 'b']
	],
	[[], []]
])('keywords %j once each: %j', (given, kept) => expect(distinctKeywords(given)).toEqual(kept));

test.each([
	[['bride', 'gate'], { add: ['Gate', 'kiss'] }, ['bride', 'gate', 'kiss']],
	[['bride', 'gate'], { remove: ['GATE '] }, ['bride']],
	[['bride'], { add: ['gate'], remove: ['gate'] }, ['bride', 'gate']],
	[['bride'], {}, ['bride']]
])('%j with %j: %j', (shown, change, kept) => expect(withKeywords(shown, change)).toEqual(kept));

test('keywords are typed with commas, semicolons or lines between them', () =>
	expect(keywordsIn('gate, bride; Bride\nfirst kiss,')).toEqual(['gate', 'bride', 'first kiss']));
