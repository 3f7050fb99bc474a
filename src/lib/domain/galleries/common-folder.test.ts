import { describe, expect, it } from 'vitest';
import { commonFolder } from './common-folder.ts';

describe('the common folder', () => {
	it.each<[string, string[], string]>([
		['of nothing', [], ''],
		['of no folder', ['', ''], ''],
		['of one path is what it lies in', ['2026/wedding/ceremony'], '2026/wedding'],
		['of one folder is none: its name is all there is to say', ['Nikon'], ''],
		['of a folder and those in it', ['wedding', 'wedding/ceremony', 'wedding/party'], 'wedding'],
		['of brothers', ['wedding/ceremony', 'wedding/party'], 'wedding'],
		['of cousins', ['a/b/c', 'a/d/e'], 'a'],
		['of strangers', ['Nikon', 'Sony'], ''],
		['where something lies in no folder', ['', 'wedding/party'], ''],
		['goes by whole folders', ['wedding', 'wedding 2'], ''],
		['is the same in any order', ['a/b/c', 'a/b', 'a/b/c/d'], 'a/b']
	])('%s', (_, paths, common) => {
		expect(commonFolder(paths)).toBe(common);
		expect(commonFolder([...paths].reverse())).toBe(common);
	});
});
