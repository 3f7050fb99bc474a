import { describe, expect, test } from 'vitest';
import type { Candidate } from './candidates.ts';
import { matchDrops, type Drop, type Matched, type MatchMode } from './match-drops.ts';
import { isSidecar } from './sidecars.ts';

const file = (fileId: string, name: string | string[], more: Partial<Candidate> = {}): Candidate => ({
	fileId,
	names: [name].flat(),
	...more
});

type Setting = { orderFiles?: readonly Candidate[]; mode?: MatchMode; acceptSuffixes?: string[] };
const match = (
	drops: (string | Drop)[],
	galleryFiles: Candidate[],
	{ mode = 'ask', ...more }: Setting = {}
) =>
	matchDrops({
		drops: drops.map((drop) => (typeof drop === 'string' ? { name: drop } : drop)),
		galleryFiles,
		mode,
		...more
	});
const one = (drop: string | Drop, files: Candidate[], setting?: Setting): Matched => {
	const [answer] = match([drop], files, setting);
	if (!answer) throw new Error('No answer');
	return answer;
};

const LIKE = '00000000000000ff';
const OTHER = 'ffffffffffffff00';

describe('never guessed', () => {
	test('two files of one name', () => {
		expect(one('IMG_1.jpg', [file('a', 'IMG_1.jpg'), file('b', 'IMG_1.jpg')])).toMatchObject({
			class: 1,
			verdict: 'ambiguous',
			fileId: null,
			candidates: ['a', 'b'],
			why: 'several-files'
		});
	});

	test('two files that differ by case only, and neither as dropped', () => {
		const files = [file('a', 'img_1.jpg'), file('b', 'Img_1.jpg')];
		expect(one('IMG_1.jpg', files)).toMatchObject({ class: 2, verdict: 'ambiguous' });
	});

	test('a name that one file has and another one had', () => {
		const files = [file('a', ['IMG_9.jpg', 'IMG_1.jpg']), file('b', 'IMG_1.jpg')];
		expect(one('IMG_1.jpg', files).verdict).toBe('ambiguous');
	});

	test('RAW and JPEG, and a TIFF comes', () => {
		const files = [file('n', 'IMG_1.NEF'), file('j', 'IMG_1.JPG')];
		const never = { verdict: 'ask', fileId: 'j', candidates: ['n', 'j'], why: 'one-frame' };
		expect(one('IMG_1.TIF', files)).toMatchObject({ class: 3, ...never });
		expect(one('IMG_1-Edit.tif', files, { mode: 'forgiving' })).toMatchObject({ class: 4, ...never });
	});

	test.each(['exact', 'forgiving', 'ask'] as const)('two drops for one file, %s', (mode) => {
		const answers = match(
			['IMG_1.jpg', 'img_1.JPG', 'IMG_2.jpg'],
			[file('a', 'IMG_1.jpg'), file('b', 'IMG_2.jpg')],
			{
				mode
			}
		);
		expect(answers.map(({ verdict, fileId }) => [verdict, fileId])).toEqual([
			['ambiguous', null],
			['ambiguous', null],
			['sure', 'b']
		]);
		expect(answers[0]).toMatchObject({ why: 'several-drops', candidates: ['a'] });
	});

	test('the exact name and a suffix, both for one file', () => {
		const answers = match(['IMG_1.jpg', 'IMG_1-Edit.jpg'], [file('a', 'IMG_1.jpg')], { mode: 'forgiving' });
		expect(answers.map(({ verdict }) => verdict)).toEqual(['ambiguous', 'ambiguous']);
	});

	test('an ordered picture by its stem, and another one by its name', () => {
		const setting = { orderFiles: [file('n', 'IMG_1.NEF')], mode: 'forgiving' } as const;
		expect(one('IMG_1.JPG', [file('j', 'IMG_1.JPG')], setting)).toMatchObject({
			verdict: 'ambiguous',
			candidates: ['n', 'j']
		});
	});

	test('no match is new', () => {
		expect(one('X.jpg', [file('a', 'Y.jpg')])).toEqual({
			name: 'X.jpg',
			class: null,
			verdict: 'new',
			fileId: null,
			candidates: [],
			why: 'no-match',
			ticked: false
		});
		expect(one('__proto__', [file('a', 'constructor')]).verdict).toBe('new');
	});

	test.each(['DSC_1.xmp', 'DSC_1.NEF.dop', 'a.cos', '.DS_Store', '._DSC_1.jpg', 'Thumbs.db', 'X.THM'])(
		'%s is set aside, though a file has its stem',
		(name) => {
			expect(one(name, [file('a', 'DSC_1.jpg'), file('b', name)])).toMatchObject({
				verdict: 'set-aside',
				fileId: null,
				why: 'sidecar'
			});
			expect(isSidecar(name)).toBe(true);
		}
	);
});

describe('another picture under the right name is asked about', () => {
	const proof = file('a', 'IMG_1.jpg', { takenAt: 1000, likeness: LIKE });

	test.each([
		[{ name: 'IMG_1.jpg', takenAt: 9000 }, 'capture-time'],
		[{ name: 'img_1.JPG', likeness: OTHER }, 'likeness'],
		[{ name: 'IMG_1.tif', takenAt: 9000, likeness: LIKE }, 'capture-time']
	])('%j', (drop, why) => {
		for (const mode of ['ask', 'forgiving'] as const) {
			expect(one(drop, [proof], { mode })).toMatchObject({ verdict: 'ask', fileId: 'a', why, ticked: false });
		}
	});

	test('not about another shape', () => {
		const crop = { name: 'IMG_1.jpg', likeness: OTHER, width: 100, height: 100 };
		expect(one(crop, [{ ...proof, width: 300, height: 200 }]).verdict).toBe('sure');
	});
});

describe('the classes', () => {
	test('1: any name the file ever had', () => {
		const files = [file('a', ['DSC_1.jpg', 'hero.jpg']), file('b', 'HERO.JPG')];
		expect(one('hero.jpg', files)).toMatchObject({
			class: 1,
			verdict: 'sure',
			fileId: 'a',
			why: 'same-name'
		});
	});

	test.each([
		['.jpg', '.JPG'],
		['e\u0301.jpg', 'é.jpg']
	])('2: case and Unicode form do not count (%j, %j)', (a, b) => {
		expect(one(`x${a}`, [file('a', `x${b}`)])).toMatchObject({ class: 2, verdict: 'sure', fileId: 'a' });
	});

	test('exact extension wins over RAW beside it', () => {
		const files = [file('n', 'IMG_1.NEF'), file('j', 'IMG_1.JPG')];
		expect(one('IMG_1.JPG', files)).toMatchObject({ class: 1, fileId: 'j' });
		expect(one('IMG_1.jpg', files)).toMatchObject({ class: 2, fileId: 'j' });
	});

	test('3: same stem, other extension', () => {
		expect(one('IMG_1.tif', [file('a', 'IMG_1.NEF')])).toMatchObject({
			class: 3,
			verdict: 'ask',
			fileId: 'a',
			why: 'other-extension'
		});
	});

	test('4: same stem after a known suffix', () => {
		expect(one('IMG_1-Edit-2.tif', [file('a', 'IMG_1.NEF')])).toMatchObject({
			class: 4,
			verdict: 'ask',
			fileId: 'a',
			suffix: '-Edit-2'
		});
	});

	test('4 only if no file owns the full stem', () => {
		const files = [file('a', 'IMG_1.jpg'), file('e', 'IMG_1-Edit.psd')];
		expect(one('IMG_1-Edit.jpg', files)).toMatchObject({ class: 3, fileId: 'e' });
	});

	test('4 not for an ordered picture, if a picture beside the order owns the full stem', () => {
		const setting = { orderFiles: [file('a', 'IMG_1.jpg')], mode: 'forgiving' } as const;
		expect(one('IMG_1-Edit.jpg', [file('e', 'IMG_1-Edit.psd')], setting)).toMatchObject({
			class: 3,
			fileId: 'e'
		});
	});

	test('two cuts that lead to two files are shown, the nearest first', () => {
		const files = [file('a', 'IMG_1.jpg'), file('e', 'IMG_1-Edit.jpg')];
		for (const mode of ['ask', 'forgiving'] as const)
			expect(one('IMG_1-Edit_final.jpg', files, { mode })).toMatchObject({
				class: 4,
				verdict: 'ambiguous',
				fileId: null,
				candidates: ['e', 'a'],
				suffix: '_final'
			});
	});

	test('the same bytes are no new version', () => {
		const files = [file('a', 'IMG_1.jpg', { sha256: 'same', takenAt: 0 })];
		expect(one({ name: 'IMG_1.jpg', sha256: 'same' }, files)).toMatchObject({
			verdict: 'identical',
			fileId: 'a'
		});
		expect(one({ name: 'IMG_1.jpg', sha256: 'other' }, files).verdict).toBe('sure');
	});

	test('a section tells files of one name apart', () => {
		const files = [
			file('a', 'IMG_1.jpg', { section: 'Day 1' }),
			file('b', 'IMG_1.jpg', { section: 'Day 2' })
		];
		expect(one({ name: 'IMG_1.jpg', section: 'Day 2' }, files)).toMatchObject({
			verdict: 'sure',
			fileId: 'b'
		});
		expect(one({ name: 'IMG_1.jpg', section: 'Day 3' }, files).verdict).toBe('ambiguous');
	});

	test.each([
		['the folder that was dropped', 'Finals/Nikon', 'a'],
		['what a drop lost of its way', 'Sony', 'b'],
		['another export of the same shoot', 'Finals/Wedding/Sony', 'b'],
		['capitals and Unicode forms', 'finals/CAFE\u0301', 'c'],
		['the longest end', 'X/Day 2/Nikon', 'd'],
		['no end of it', 'Finals', null],
		['a folder that only ends alike', 'My Nikon', null],
		['the way down, not up', 'Wedding', null]
	])('a section does so by its end too: %s', (_, section, fileId) => {
		const files = [
			file('a', 'IMG_1.jpg', { section: 'Nikon' }),
			file('b', 'IMG_1.jpg', { section: 'Wedding/Sony' }),
			file('c', 'IMG_1.jpg', { section: 'Caf\u00e9' }),
			file('d', 'IMG_1.jpg', { section: 'Day 2/Nikon' }),
			file('e', 'IMG_1.jpg', { section: '' })
		];
		const { verdict, ...found } = one({ name: 'IMG_1.jpg', section }, files);
		expect(verdict).toBe(fileId === null ? 'ambiguous' : 'sure');
		if (fileId !== null) expect(found).toMatchObject({ fileId });
		expect(one({ name: 'IMG_1.jpg' }, files).verdict).toBe('ambiguous');
	});
});

describe('the order first', () => {
	test('the ordered one of two cameras', () => {
		const twins = [file('a', 'IMG_1.jpg'), file('b', 'IMG_1.jpg')];
		expect(one('IMG_1.jpg', twins, { orderFiles: twins.slice(1) })).toMatchObject({
			verdict: 'sure',
			fileId: 'b'
		});
	});

	test('the gallery when the order has none', () => {
		expect(one('B.jpg', [file('b', 'B.jpg')], { orderFiles: [file('a', 'A.jpg')] })).toMatchObject({
			verdict: 'sure',
			fileId: 'b'
		});
	});

	test('an ordered stem before an unordered suffix', () => {
		const setting = { orderFiles: [file('n', 'IMG_1_v2.NEF')] };
		expect(one('IMG_1_v2.jpg', [file('a', 'IMG_1.jpg')], setting)).toMatchObject({ class: 3, fileId: 'n' });
	});
});

describe('the modes', () => {
	const files = [file('a', 'IMG_1.NEF', { likeness: LIKE })];

	test.each([
		['exact', 'new', null],
		['forgiving', 'sure', 'a'],
		['ask', 'ask', 'a']
	] as const)('%s: another extension is %s', (mode, verdict, fileId) => {
		expect(one('IMG_1.jpg', files, { mode })).toMatchObject({ verdict, fileId });
		expect(one('IMG_1_final.jpg', files, { mode })).toMatchObject({ verdict, fileId });
	});

	test('exact with an order goes by the name only', () => {
		const setting = { orderFiles: files, mode: 'exact' } as const;
		expect(one('IMG_1.JPG', [file('j', 'IMG_1.JPG')], setting)).toMatchObject({
			verdict: 'sure',
			fileId: 'j'
		});
	});

	test('ask: ticked when the likeness agrees, though it is not taken unasked', () => {
		const [alike, unknown] = [{ name: 'IMG_1-2.jpg', likeness: LIKE }, { name: 'IMG_1.jpg' }];
		expect(one(alike, files)).toMatchObject({ verdict: 'ask', ticked: true });
		expect(one(unknown, files)).toMatchObject({ verdict: 'ask', ticked: false });
	});

	test('a remembered suffix is accepted, another one is not, an unlike picture never', () => {
		const setting = { acceptSuffixes: ['-edit'] };
		expect(one('IMG_1-Edit.jpg', files, setting).verdict).toBe('sure');
		expect(one('IMG_1_final.jpg', files, setting).verdict).toBe('ask');
		expect(one({ name: 'IMG_1-Edit.jpg', likeness: OTHER }, files, setting).verdict).toBe('ask');
	});
});
