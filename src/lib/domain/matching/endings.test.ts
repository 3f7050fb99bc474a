import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Candidate } from './candidates.ts';
import { cutsOf, isCounter } from './endings.ts';
import { matchDrops, type Drop } from './match-drops.ts';
import { leastCpuMs } from '#tests/support/measure/cost.ts';

const LIKE = '00000000000000ff';
const OTHER = 'ffffffffffffff00';

describe('where a name may be cut', () => {
	test.each([
		['DSC_4231', ['DSC']],
		['plain', []],
		['-Edit', []],
		['(1)', ['(1']],
		['A-Edit_final (1)', ['A-Edit_final (1', 'A-Edit_final ', 'A-Edit_final', 'A-Edit', 'A']],
		['Mädchen – Kopie', ['Mädchen –', 'Mädchen ', 'Mädchen']],
		['写真_補正', ['写真']],
		['写真（補正）', ['写真（補正', '写真']],
		['写真・補正', ['写真']],
		['A【補正', ['A']],
		['A·web', ['A']],
		['A…web', ['A']],
		['A!web', ['A']],
		["A'web", ['A']],
		['A|web', ['A']],
		['A%web', ['A']]
	])('%s: %j', (stem, stems) => {
		expect(cutsOf(stem).map((cut) => cut.stem)).toEqual(stems);
		for (const cut of cutsOf(stem)) expect(cut.stem + cut.suffix).toBe(stem);
	});

	test('a long name stays quick', async () => {
		const cut = () => {
			cutsOf('-Edit'.repeat(3_000));
			cutsOf(`${' '.repeat(20_000)}x`);
			cutsOf('-'.repeat(20_000));
		};
		expect(await leastCpuMs(200, cut)).toBeLessThan(200);
	});
});

const looks = (name: string, fileId: string, likeness: string | null = LIKE): Candidate => ({
	fileId,
	names: [name],
	likeness,
	takenAt: null
});
const ask = (drop: string | Drop, galleryFiles: Candidate[], more = {}) => {
	const dropped = typeof drop === 'string' ? { name: drop, likeness: LIKE } : drop;
	return matchDrops({ drops: [dropped], galleryFiles, mode: 'ask', ...more })[0];
};

describe('one candidate that looks the same is replaced unasked, whatever the editor wrote behind the stem', () => {
	test.each([
		'-Edit',
		'-Edit-2',
		'_retouched',
		' - Kopie',
		'-bearbeitet',
		'_B&W',
		' (Retusche Anna)',
		'~final',
		'.psd',
		'-Verbessert-RR',
		'_2048px',
		'–finale',
		'_修正',
		'-DxO_DP8',
		'+sharpened',
		'@2x',
		'_v7_sRGB',
		'-SAI-standard-4_00x'
	])('DSC_0042%s.jpg', (ending) => {
		expect(ask(`DSC_0042${ending}.jpg`, [looks('DSC_0042.NEF', 'a')])).toMatchObject({
			class: 4,
			verdict: 'sure',
			fileId: 'a',
			suffix: ending
		});
	});

	test('another extension too', () => {
		expect(ask('DSC_0042.tif', [looks('DSC_0042.jpg', 'a')])).toMatchObject({ class: 3, verdict: 'sure' });
	});
});

describe('false friends are asked about', () => {
	const proof = looks('DSC_0042.jpg', 'a');

	test.each([
		'-1',
		'-2',
		'_001',
		' (1)',
		'(2)',
		' 3',
		'~2',
		'-2-Edit',
		' (1)_final',
		'_BURST003',
		'-burst-7',
		'->0',
		'-2!',
		'-\uff12',
		'_\u2460'
	])('a counter: DSC_0042%s.jpg looks the same', (ending) => {
		expect(isCounter(ending)).toBe(true);
		expect(ask(`DSC_0042${ending}.jpg`, [proof])).toMatchObject({
			verdict: 'ask',
			fileId: 'a',
			ticked: true
		});
	});

	test('a counter that looks another is the next frame: no match', () => {
		expect(ask({ name: 'DSC_0042-1.jpg', likeness: OTHER }, [proof])).toMatchObject({ verdict: 'new' });
		expect(ask({ name: 'wedding-001.jpg', likeness: OTHER }, [looks('wedding.jpg', 'w')])).toMatchObject({
			verdict: 'new'
		});
	});

	test.each([
		['looks another', { name: 'DSC_0042-Edit.jpg', likeness: OTHER }, 'likeness'],
		['cannot be pictured', { name: 'DSC_0042-Edit.psd', likeness: null }, 'known-suffix'],
		[
			'is of another shape',
			{ name: 'DSC_0042-Edit.jpg', likeness: LIKE, width: 100, height: 100 },
			'known-suffix'
		],
		['was taken at another time', { name: 'DSC_0042-Edit.jpg', likeness: LIKE, takenAt: 9e9 }, 'capture-time']
	] as const)('it %s', (_, drop, why) => {
		const file = { ...proof, takenAt: 1000, width: 300, height: 200 };
		expect(ask(drop, [file])).toMatchObject({ verdict: 'ask', fileId: 'a', why, ticked: false });
	});

	test('the proof cannot be pictured', () => {
		expect(ask('DSC_0042-Edit.jpg', [looks('DSC_0042.NEF', 'a', null)])).toMatchObject({
			verdict: 'ask',
			ticked: false
		});
	});

	test('a file that owns the full stem is the one, wherever it lies', () => {
		const setting = { orderFiles: [proof] };
		expect(ask('DSC_0042-BW.jpg', [looks('DSC_0042-BW.jpg', 'b')], setting)).toMatchObject({
			class: 1,
			fileId: 'b'
		});
		expect(ask('DSC_0042-2.tif', [looks('DSC_0042-2.jpg', 'b')], setting)).toMatchObject({
			class: 3,
			fileId: 'b'
		});
	});

	test('a nearer cut in the gallery and another one in the order', () => {
		expect(
			ask('DSC_1-2-Edit.jpg', [looks('DSC_1-2.jpg', 'b')], { orderFiles: [looks('DSC_1.jpg', 'a')] })
		).toMatchObject({ verdict: 'ambiguous', fileId: null, candidates: ['b', 'a'] });
	});

	test('of two cuts the one that looks the same is proposed, never taken', () => {
		const files = [looks('DSC_1.jpg', 'a', OTHER), looks('DSC_1-2.jpg', 'b')];
		expect(ask('DSC_1-2-Edit.jpg', files)).toMatchObject({ verdict: 'ask', fileId: 'b', ticked: true });
	});

	test('of one stem the ordered one comes first', () => {
		const twin = looks('DSC_1.jpg', 'b');
		expect(ask('DSC_1-Edit.jpg', [twin], { orderFiles: [looks('DSC_1.jpg', 'a')] })).toMatchObject({
			verdict: 'sure',
			fileId: 'a'
		});
	});

	test('a counter beside the exact name stops nothing but itself', () => {
		const drops = ['DSC_0042.jpg', 'DSC_0042-2.jpg'].map((name) => ({ name }));
		const answers = matchDrops({ drops, galleryFiles: [proof], mode: 'ask' });
		expect(answers.map(({ verdict, why }) => [verdict, why])).toEqual([
			['sure', 'same-name'],
			['ambiguous', 'several-drops']
		]);
	});

	test('two endings of one picture', () => {
		const drops = ['DSC_0042-a.jpg', 'DSC_0042-b.jpg'].map((name) => ({ name, likeness: LIKE }));
		for (const answer of matchDrops({ drops, galleryFiles: [proof], mode: 'ask' }))
			expect(answer).toMatchObject({ verdict: 'ambiguous', why: 'several-drops' });
	});
});

describe('a JPEG beside its RAW or film', () => {
	const raw = { ...looks('DSC_1.NEF', 'raw', null), kind: 'nef', picture: false };
	const jpeg = { ...looks('DSC_1.jpg', 'jpeg'), kind: 'jpeg', picture: true };
	const film = { ...looks('DSC_1.MOV', 'film', null), kind: 'mov', picture: false };
	const heic = { ...looks('DSC_1.HEIC', 'heic', null), kind: 'heic', picture: false };

	test.each([
		['DSC_1.tif', [raw, jpeg], 'jpeg'],
		['DSC_1-Edit.jpg', [raw, jpeg], 'jpeg'],
		['DSC_1.tif', [jpeg, film], 'jpeg'],
		['DSC_1-graded.mov', [jpeg, film], 'film'],
		['DSC_1.mp4', [jpeg, film, raw], 'film'],
		['DSC_1-Edit.jpg', [heic, film], 'heic'],
		['DSC_1-Edit.jpg', [raw, film], 'raw'],
		['DSC_1-Edit.jpg', [{ ...raw, picture: true, likeness: LIKE }, jpeg], 'jpeg']
	] as const)('%s: asked about, the one that it would replace is proposed (%#)', (name, files, fileId) => {
		const answer = ask({ name }, [...files]);
		expect(answer).toMatchObject({ verdict: 'ask', fileId, why: 'one-frame' });
		expect(answer?.candidates).toHaveLength(files.length);
	});

	test.each([
		[
			'two photographs of one stem',
			'DSC_1.tif',
			[jpeg, { ...jpeg, fileId: 'png', names: ['DSC_1.png'], kind: 'png' }]
		],
		['two of one name', 'DSC_1.tif', [jpeg, { ...jpeg, fileId: 'twin' }]],
		[
			'in two sections',
			'DSC_1.tif',
			[
				{ ...raw, section: 'A' },
				{ ...jpeg, section: 'B' }
			]
		],
		['no film for a film', 'DSC_1.mov', [raw, jpeg]]
	])('%s: nothing is proposed', (_, name, files) => {
		expect(ask({ name }, files)).toMatchObject({ verdict: 'ambiguous', fileId: null });
	});

	test('its own name is its own', () => {
		expect(ask({ name: 'DSC_1.jpg' }, [raw, jpeg])).toMatchObject({
			class: 1,
			fileId: 'jpeg',
			verdict: 'sure'
		});
	});
});

test('whatever stands behind a separator: unasked means one candidate, both seen, and no bare number', () => {
	const ending = fc
		.tuple(fc.constantFrom('-', '_', ' ', ' - ', '(', '.', '~', '–'), fc.string({ maxLength: 12 }))
		.map((parts) => parts.join('').replaceAll('/', ''));
	const likeness = fc.constantFrom(LIKE, OTHER, null);
	fc.assert(
		fc.property(ending, likeness, likeness, fc.boolean(), (suffix, mine, theirs, isTwin) => {
			const files = [looks('A.jpg', 'a', theirs), ...(isTwin ? [looks('A.png', 'b', theirs)] : [])];
			const answer = ask({ name: `A${suffix}.jpg`, likeness: mine }, files);
			if (answer?.verdict !== 'sure' || (answer.class ?? 0) < 3) return;
			expect([isTwin, mine, answer.candidates]).toEqual([false, theirs, ['a']]);
			expect(mine).not.toBeNull();
			expect(/^[^\p{L}\p{N}]*\p{N}+$/u.test(suffix)).toBe(false);
		}),
		{ numRuns: 1000 }
	);
});
