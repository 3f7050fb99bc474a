import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { copyNames, CopyNames, sharedNames, type NamedFile } from './copy-names.ts';
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

	test('with the folder where there is one, on request', () => {
		const lying = [
			{ cameraName: 'DSC_1.jpg', section: 'Nikon' },
			{ cameraName: 'DSC_1.jpg', section: 'Sony/Card 2', rawFileName: 'DSC_1.ARW' },
			{ cameraName: 'DSC_1.jpg', section: '' }
		];
		const by = (query: object) => copyNames(lying, v.parse(CopyNames, query));
		expect(by({})).toBe('DSC_1');
		expect(by({ folder: 'yes' })).toBe('Nikon/DSC_1, Sony/Card 2/DSC_1, DSC_1');
		expect(by({ folder: 'yes', extension: 'yes' })).toBe('Nikon/DSC_1.jpg, Sony/Card 2/DSC_1.ARW, DSC_1.jpg');
	});

	test('nothing chosen is nothing', () => {
		expect(copyNames([], v.parse(CopyNames, {}))).toBe('');
	});
});

describe('a name that stands for several pictures', () => {
	const at = (section: string, cameraName = 'DSC_1.jpg', rawFileName?: string): NamedFile => ({
		...{ section, cameraName, rawFileName }
	});
	const [nikon, sony, plain] = [at('Nikon'), at('Sony'), at('')];
	const shared = [{ name: 'DSC_1', folders: ['Nikon', 'Sony'] }];

	test.each<[string, NamedFile[], NamedFile[], ReturnType<typeof sharedNames>]>([
		['one of two is chosen', [nikon], [nikon, sony], shared],
		['both are', [nikon, sony], [nikon, sony], shared],
		['the other lies in no folder', [plain], [plain, sony], [{ name: 'DSC_1', folders: ['', 'Sony'] }]],
		['neither is chosen', [at('Nikon', 'DSC_2.jpg')], [nikon, sony, at('Nikon', 'DSC_2.jpg')], []],
		['there is no other', [nikon], [nikon, at('Sony', 'DSC_2.jpg')], []],
		['capitals differ', [nikon], [nikon, at('Sony', 'dsc_1.JPG')], shared],
		['endings differ', [nikon], [nikon, at('Sony', 'DSC_1.png')], shared],
		['a RAW lies beside it', [nikon], [nikon, at('Nikon', 'DSC_1.NEF')], []],
		[
			'the RAWs are called alike',
			[at('A', 'x.jpg', 'R1.ARW')],
			[at('A', 'x.jpg', 'R1.ARW'), at('B', 'y.jpg', 'R1.ARW')],
			[{ name: 'R1', folders: ['A', 'B'] }]
		],
		[
			'the RAWs are not',
			[at('A', 'x.jpg', 'R1.ARW')],
			[at('A', 'x.jpg', 'R1.ARW'), at('B', 'x.jpg', 'R2.ARW')],
			[]
		],
		['two of one name lie in one folder', [plain], [plain, at('')], [{ name: 'DSC_1', folders: [''] }]]
	])('is told when %s', (_, chosen, all, told) => {
		expect(sharedNames(chosen, all, { extension: false })).toEqual(told);
	});

	test('is told no more when the folder is written, except of one folder', () => {
		const style = { extension: false, folder: true };
		expect(sharedNames([nikon], [nikon, sony], style)).toEqual([]);
		expect(sharedNames([nikon], [nikon, at('Nikon'), sony], style)).toEqual([
			{ name: 'Nikon/DSC_1', folders: ['Nikon'] }
		]);
	});
});
