import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { copyNames, CopyNames } from './copy-names.ts';
import { deliveredName } from './delivered-name.ts';

describe('the delivered name', () => {
	test.each([
		['DSC_1.NEF', 'DSC_1-Edit.tif', '', 'DSC_1.tif'],
		['DSC_1.JPG', 'dsc_1.jpg', '', 'DSC_1.jpg'],
		['DSC_1.JPG', 'DSC_1', '.jpg', 'DSC_1.jpg'],
		['DSC_1.JPG', 'DSC_1', '', 'DSC_1'],
		['scan', 'anything.png', '', 'scan.png']
	])('of %s with %s', (camera, uploaded, kind, delivered) => {
		expect(deliveredName(camera, uploaded, kind)).toBe(delivered);
	});
});

describe('names for the catalogue', () => {
	const files = [
		{ cameraName: 'DSC_1.jpg', rawFileName: 'DSC_1.NEF' },
		{ cameraName: 'DSC_2.jpg', rawFileName: '' },
		{ cameraName: 'DSC_2.NEF' },
		{ cameraName: 'DSC 3.jpg' }
	];
	const copied = (query: object) => copyNames(files, v.parse(CopyNames, query));

	test.each([{ separator: 'tab' }, { extension: true }, { extension: 'maybe' }])('%j is refused', (query) => {
		expect(v.is(CopyNames, query)).toBe(false);
	});

	test('one line, commas, no extension, each name once', () => {
		expect(copied({})).toBe('DSC_1, DSC_2, DSC 3');
	});

	test.each([
		['comma', 'DSC_1.NEF, DSC_2.jpg, DSC_2.NEF, DSC 3.jpg'],
		['space', 'DSC_1.NEF DSC_2.jpg DSC_2.NEF DSC 3.jpg'],
		['semicolon', 'DSC_1.NEF; DSC_2.jpg; DSC_2.NEF; DSC 3.jpg'],
		['newline', 'DSC_1.NEF\nDSC_2.jpg\nDSC_2.NEF\nDSC 3.jpg'],
		['or', 'DSC_1.NEF OR DSC_2.jpg OR DSC_2.NEF OR DSC 3.jpg']
	])('%s, with the extension of the RAW where it is known', (separator, text) => {
		expect(copied({ separator, extension: 'yes' })).toBe(text);
	});

	test('nothing chosen is nothing', () => {
		expect(copyNames([], v.parse(CopyNames, {}))).toBe('');
	});
});
