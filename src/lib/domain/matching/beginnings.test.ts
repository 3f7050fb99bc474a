import { describe, expect, test } from 'vitest';
import type { Candidate } from './candidates.ts';
import { restsOf } from './endings.ts';
import { matchDrops, type Drop } from './match-drops.ts';

const LIKE = '00000000000000ff';
const OTHER = 'ffffffffffffff00';

const looks = (name: string, fileId: string): Candidate => ({
	fileId,
	names: [name],
	likeness: LIKE,
	takenAt: null
});
const ask = (drop: string | Drop, galleryFiles: Candidate[]) =>
	matchDrops({
		drops: [typeof drop === 'string' ? { name: drop, likeness: LIKE } : drop],
		galleryFiles,
		mode: 'ask'
	})[0];

describe('something written before the name', () => {
	test.each([
		['Copy of DSC_0042', ['of DSC_0042', 'DSC_0042', 'of DSC', 'of', 'DSC']],
		['DSC_0042', []],
		['12-0042', []],
		['retouched_A-Edit', ['A-Edit', 'Edit', 'A']],
		['Kopie von Mädchen', ['von Mädchen', 'Mädchen', 'von']]
	])('%s: %j', (stem, rests) => expect(restsOf(stem)).toEqual(rests));

	test.each([
		'Copy of DSC_0042.jpg',
		'Kopie von DSC_0042.jpg',
		'final_DSC_0042.jpg',
		'retouched-DSC_0042-Edit.tif',
		'Anna & Ben – DSC_0042.jpg',
		'修正_DSC_0042.jpg',
		'(web) DSC_0042.jpg',
		'2026-11-28 DSC_0042.jpg'
	])('%s looks the same: replaced unasked, no ending is learned', (name) => {
		const answer = ask(name, [looks('DSC_0042.NEF', 'a')]);
		expect(answer).toMatchObject({ class: 4, verdict: 'sure', fileId: 'a' });
		expect(answer).not.toHaveProperty('suffix');
	});

	test.each(['exact', 'ask', 'forgiving'] as const)('unseen it is never taken: %s', (mode) => {
		const [answer] = matchDrops({
			drops: [{ name: 'Copy of DSC_0042.jpg' }],
			galleryFiles: [looks('DSC_0042.jpg', 'a')],
			mode
		});
		expect(answer).toMatchObject(mode === 'exact' ? { verdict: 'new' } : { verdict: 'ask', ticked: false });
	});

	test('it looks another: no match', () => {
		const drop = { name: 'anna-portrait.jpg', likeness: OTHER };
		expect(ask(drop, [looks('portrait.jpg', 'a')])).toMatchObject({ verdict: 'new', candidates: [] });
	});

	test('a bare number is nobody’s name', () => {
		expect(ask('anna-12.jpg', [looks('12.jpg', 'a')])).toMatchObject({ verdict: 'new' });
	});

	test('a picture that the name begins with comes first', () => {
		const files = [looks('DSC_0042.jpg', 'a'), looks('Edit.jpg', 'b')];
		expect(ask('DSC_0042-Edit.jpg', files)).toMatchObject({ fileId: 'a', verdict: 'sure', suffix: '-Edit' });
	});

	test('two pictures that it may end with are asked about', () => {
		const files = [looks('DSC-Anna.jpg', 'a'), looks('Anna.jpg', 'b')];
		expect(ask('Copy of DSC-Anna.jpg', files)).toMatchObject({
			verdict: 'ambiguous',
			candidates: ['a', 'b']
		});
	});
});
