import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Candidate } from './candidates.ts';
import { matchDrops, type MatchMode } from './match-drops.ts';
import { leastCpuMs } from '#tests/support/measure/cost.ts';

const file = (fileId: string, names: string[]): Candidate => ({ fileId, names });
const named = (names: string[]) => names.map((name) => ({ name }));

const stem = fc.constantFrom('A', 'a', 'B', 'A-Edit', 'A_final', 'B (1)', 'é');
const name = fc
	.tuple(stem, fc.constantFrom('.jpg', '.JPG', '.NEF', '.tif', '.xmp', ''))
	.map((parts) => parts.join(''));
const files = fc
	.array(fc.array(name, { minLength: 1, maxLength: 2 }), { maxLength: 6 })
	.map((list) => list.map((names, i) => file(`f${i}`, names)));

test('whatever is dropped on whatever: one answer each, no file twice, sure means one candidate', () => {
	fc.assert(
		fc.property(
			fc.array(name, { maxLength: 6 }),
			files,
			files,
			fc.constantFrom<MatchMode>('exact', 'forgiving', 'ask'),
			(drops, galleryFiles, ordered, mode) => {
				const orderFiles = ordered.map((each) => ({ ...each, fileId: `o${each.fileId}` }));
				const answers = matchDrops({ drops: named(drops), galleryFiles, orderFiles, mode });
				expect(answers.map((answer) => answer.name)).toEqual(drops);
				const taken = answers.flatMap(({ fileId }) => fileId ?? []);
				expect(new Set(taken).size).toBe(taken.length);
				for (const { verdict, candidates, fileId, class: matchClass } of answers) {
					if (verdict === 'sure') expect(candidates).toEqual([fileId]);
					if (mode === 'exact' && matchClass !== null) expect(matchClass).toBeLessThanOrEqual(2);
				}
			}
		),
		{ numRuns: 1000 }
	);
});

test('500 drops on 5,000 files stay quick', async () => {
	const many = Array.from({ length: 5000 }, (_, i) => file(`f${i}`, [`DSC_${i}.NEF`, `shoot-${i}.jpg`]));
	const drops = Array.from({ length: 500 }, (_, i) => `DSC_${i}-Edit.jpg`);
	const match = () => matchDrops({ drops: named(drops), galleryFiles: many, mode: 'ask' });
	expect(match().every(({ class: matchClass }) => matchClass === 4)).toBe(true);
	expect(await leastCpuMs(1000, match)).toBeLessThan(1000);
});
