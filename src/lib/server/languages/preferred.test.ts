import { expect, test } from 'vitest';
import { preferredLanguage } from './preferred.ts';

test.each([
	[undefined, null],
	['', null],
	['*', null],
	['fr', null],
	['fr, *', null],
	['de', 'de'],
	['de-AT', 'de'],
	['DE-ch', 'de'],
	['en-US,en;q=0.9', 'en'],
	['fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5', 'en'],
	['en;q=0.5, de;q=0.6', 'de'],
	['de;q=0', null],
	['de;q=0, en', 'en'],
	['de;q=0, en;q=0', null],
	['en;q=0.001, *', 'en'],
	['fr;q=1, de;q=0.1', 'de'],
	['dex', null],
	['deutsch', null],
	['de;q=x', null],
	[';;;,,,', null],
	['de\u0000', null],
	[`${'fr,'.repeat(400)}de`, null]
])('%s is answered in %s', (header, expected) => expect(preferredLanguage(header)).toBe(expected));
