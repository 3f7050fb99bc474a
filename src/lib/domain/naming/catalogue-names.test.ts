import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { copyNames, CopyNames } from './copy-names.ts';
import { deliveredName } from './delivered-name.ts';
import { strippedStems } from './suffixes.ts';
import { leastCpuMs } from '../../../../tests/support/cost.ts';

describe('known suffixes', () => {
	test.each([
		'DSC_4231',
		'IMG_1-2',
		'credit',
		'Edit',
		'-Edit',
		'final',
		'DSC_1-BW',
		'DSC_1-square',
		'DSC_1-web',
		'DSC_v',
		'v2',
		'(1)',
		'copyright',
		'Xv2',
		'DSC_1edit'
	])('%s has none', (stem) => {
		expect(strippedStems(stem)).toEqual([]);
	});

	test.each([
		['DSC_1-Edit', '-Edit'],
		['DSC_1-Edit-2', '-Edit-2'],
		['DSC_1_edit', '_edit'],
		['DSC_1 edited', ' edited'],
		['DSC_1_final', '_final'],
		['DSC_1-FINAL', '-FINAL'],
		['DSC_1_final2', '_final2'],
		['DSC_1_retouched', '_retouched'],
		['DSC_1_v2', '_v2'],
		['DSC_1-v12', '-v12'],
		['DSC_1 (1)', ' (1)'],
		['DSC_1(2)', '(2)'],
		['DSC_1 copy', ' copy'],
		['DSC_1 copy 2', ' copy 2'],
		['DSC_1 - Copy', ' - Copy'],
		['DSC_1 - Copy (2)', ' - Copy (2)'],
		['DSC_1 - Kopie', ' - Kopie']
	])('%s: %s', (stem, suffix) => {
		expect(strippedStems(stem)).toContainEqual({ stem: 'DSC_1', suffix });
		expect(strippedStems(stem).at(-1)).toEqual({ stem: 'DSC_1', suffix });
	});

	test('several come off one by one, the nearest stem first', () => {
		expect(strippedStems('A-Edit_final (1)')).toEqual([
			{ stem: 'A-Edit_final', suffix: ' (1)' },
			{ stem: 'A-Edit', suffix: '_final (1)' },
			{ stem: 'A', suffix: '-Edit_final (1)' }
		]);
	});

	test('a long name stays quick', async () => {
		const strip = () => {
			strippedStems('-Edit'.repeat(40));
			strippedStems(`${' '.repeat(20_000)}x`);
			strippedStems('-copy '.repeat(3_000));
		};
		expect(await leastCpuMs(500, strip)).toBeLessThan(500);
	});
});

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
