import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { asCompanion, CompanionEndings, isCompanionEnding } from './endings.ts';

describe('an ending that the studio names', () => {
	test.each(['BW', '-2', ' (1)', '_001', '', '-', '- '])('is not %j', (ending) => {
		expect(isCompanionEnding(ending)).toBe(false);
	});

	test('is written with commas between, once each', () => {
		expect(v.parse(CompanionEndings, ' -BW, _square,-BW ,')).toEqual(['-BW', '_square']);
		expect(v.safeParse(CompanionEndings, '-BW, web').success).toBe(false);
	});
});

describe('a name', () => {
	test.each(['IMG_1.jpg', 'IMG_1-BW2.jpg', 'IMG_1BW.jpg', '-BW.jpg', 'BW.jpg'])(
		'%s is no companion',
		(name) => {
			expect(asCompanion(name, ['-BW', '-square'])).toBe(null);
		}
	);

	test.each([
		['IMG_1-BW.jpg', 'img_1', '-BW'],
		['IMG_1-bw.TIF', 'img_1', '-BW'],
		['IMG_1-Edit-BW.jpg', 'img_1-edit', '-BW'],
		['IMG_1-web-BW.jpg', 'img_1', '-web-BW']
	])('%s goes with %s', (name, stemKey, ending) => {
		expect(asCompanion(name, ['-BW', '-web-BW'])).toEqual({ stemKey, ending });
	});
});
