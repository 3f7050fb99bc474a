import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { cameraKey, cameraName, cameraSerial, type CameraFacts } from './camera.ts';
import { parseShift, ShiftCamera, writeShift } from './shift.ts';

const same = (a: CameraFacts, b: CameraFacts) => cameraKey(a, false) === cameraKey(b, false);

test.each<[string, CameraFacts, CameraFacts, boolean]>([
	['blanks and case', { make: 'SONY', model: 'ILCE-7M4 ' }, { make: 'Sony', model: 'ilce-7m4' }, true],
	[
		'another maker’s spelling',
		{ make: 'NIKON', model: 'NIKON D850' },
		{ make: 'NIKON CORPORATION', model: 'Nikon  D850' },
		true
	],
	[
		'a padded serial',
		{ model: 'Canon EOS R5', serial: '000123' },
		{ model: 'Canon EOS R5', serial: '123' },
		true
	],
	['a zero byte behind', { model: 'X-T5\0' }, { model: 'X-T5' }, true],
	['decomposed letters', { model: 'Caméra' }, { model: 'Came\u0301ra' }, true],
	[
		'two bodies of one model',
		{ model: 'NIKON D850', serial: '1' },
		{ model: 'NIKON D850', serial: '2' },
		false
	],
	[
		'one body with, one without a serial',
		{ model: 'NIKON D850', serial: '1' },
		{ model: 'NIKON D850' },
		false
	],
	['two models', { model: 'NIKON D850' }, { model: 'NIKON D750' }, false],
	['a maker alone', { make: 'Apple' }, { make: 'Samsung' }, false],
	['a slash that could be a border', { model: 'a/b' }, { model: 'a', serial: 'b' }, false]
])('%s', (_, a, b, expected) => expect(same(a, b)).toBe(expected));

test('films of a body are apart from its stills, also where the body is unknown', () => {
	expect(cameraKey({ model: 'R5' }, true)).not.toBe(cameraKey({ model: 'R5' }, false));
	expect(cameraKey({}, true)).not.toBe(cameraKey({}, false));
});

test.each<[CameraFacts, string]>([
	[{ make: 'NIKON CORPORATION', model: 'NIKON D850' }, 'NIKON D850'],
	[{ make: 'Canon', model: 'Canon EOS R5' }, 'Canon EOS R5'],
	[{ make: 'SONY', model: 'ILCE-7M4' }, 'SONY ILCE-7M4'],
	[{ make: 'FUJIFILM', model: 'X-T5' }, 'FUJIFILM X-T5'],
	[{ make: 'Apple' }, 'Apple'],
	[{ model: 'E-M1 ' }, 'E-M1'],
	[{ make: '  ' }, ''],
	[{}, '']
])('%j is called %s', (facts, name) => expect(cameraName(facts)).toBe(name));

test('a serial of zeros stays one', () => expect(cameraSerial({ serial: '0000' })).toBe('0'));

describe('a shift in words', () => {
	test.each<[string, number]>([
		['+0:58', 3480],
		['0:58', 3480],
		['-0:58', -3480],
		['−0:58', -3480],
		['– 1:00', -3600],
		['+1:02:03', 3723],
		['  +10:5 ', 36_300],
		['58 min', 3480],
		['-58m', -3480],
		['1h 2m 3s', 3723],
		['2 hours', 7200],
		['1d', 86_400],
		['−3 days 4:00', -273_600],
		['+17 s', 17],
		['90 minutes', 5400],
		['0:00', 0],
		['-0:00', 0],
		['227904:00', 820_454_400]
	])('%s', (text, seconds) => expect(parseShift(text)).toBe(seconds));

	test.each([
		'',
		'+',
		'58',
		'1.5h',
		'0:60',
		'1:2:3:4',
		'an hour',
		'1:00 late',
		'0x10',
		'12:',
		':30',
		'99999d',
		'NaN',
		'٣:٠٠'
	])('%j is none', (text) => expect(parseShift(text)).toBeUndefined());

	test('what is written is read back', () => {
		fc.assert(
			fc.property(fc.integer({ min: -1_897_344_000, max: 1_897_344_000 }), (seconds) => {
				expect(parseShift(writeShift(seconds))).toBe(seconds);
				expect(v.is(ShiftCamera, { camera: '', shiftSeconds: seconds })).toBe(true);
			})
		);
	});

	test.each([
		[3480, '+0:58'],
		[-3723, '−1:02:03'],
		[0, '0:00'],
		[86_400, '+1d 0:00'],
		[-1, '−0:00:01']
	])('%i s is %s', (seconds, text) => expect(writeShift(seconds)).toBe(text));

	test.each([1.5, NaN, Infinity, 1_897_344_001, '60', null])('%j seconds are refused', (shiftSeconds) =>
		expect(v.is(ShiftCamera, { camera: 'x', shiftSeconds })).toBe(false)
	);
});
