import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { momentOf, momentOfSeconds } from './moment.ts';
import { secondsSince1904 } from './made.fixture.ts';

const wall = (text: string, zoneMinutes?: number) => ({
	at: Date.parse(`${text}Z`),
	...(zoneMinutes === undefined ? {} : { zoneMinutes })
});

describe('a stamp is read as the clock on the wall', () => {
	test.each([
		['without a zone', ['2026:10:03 09:12:44'], wall('2026-10-03T09:12:44')],
		['with fractions', ['2026:10:03 09:12:44', '42'], wall('2026-10-03T09:12:44.420')],
		['with long fractions', ['2026:10:03 09:12:44', '123456'], wall('2026-10-03T09:12:44.123')],
		['with padded fractions', ['2026:10:03 09:12:44', '5  '], wall('2026-10-03T09:12:44.500')],
		['east of Greenwich', ['2026:10:03 09:12:44', '0', '+02:00'], wall('2026-10-03T09:12:44', 120)],
		['west of Greenwich', ['2026:10:03 09:12:44', undefined, '-05:30'], wall('2026-10-03T09:12:44', -330)],
		['at Greenwich', ['2026:10:03 09:12:44', undefined, '-00:00'], wall('2026-10-03T09:12:44', 0)],
		['with a zone that is none', ['2026:10:03 09:12:44', 'x', 'Paris'], wall('2026-10-03T09:12:44')],
		['with a zone that cannot be', ['2026:10:03 09:12:44', '', '+99:00'], wall('2026-10-03T09:12:44')],
		['before 1970', ['1950:01:01 00:00:00'], wall('1950-01-01T00:00:00')],
		['of XMP', ['2026-10-03T09:12:44.5+02:00'], wall('2026-10-03T09:12:44.500', 120)],
		['of XMP in UTC', ['2026-10-03T09:12:44Z'], wall('2026-10-03T09:12:44', 0)],
		['of XMP without seconds', ['2026-10-03T09:12'], wall('2026-10-03T09:12:00')],
		['of XMP, a day only', ['2026-10-03'], { ...wall('2026-10-03T00:00:00'), isDay: true }],
		['of EXIF, a day only', ['2026:10:03', '42', '+02:00'], { ...wall('2026-10-03T00:00:00'), isDay: true }],
		['of QuickTime', ['2026-10-03T09:12:44+0200'], wall('2026-10-03T09:12:44', 120)],
		['of a mail', ['Sat, 03 Oct 2026 09:12:44 -0430'], wall('2026-10-03T09:12:44', -270)],
		['of a mail, without the day of the week', ['3 Oct 2026 09:12'], wall('2026-10-03T09:12:00')],
		['of C', ['Sat Oct  3 09:12:44 2026'], wall('2026-10-03T09:12:44')],
		['with slashes', ['2026/10/03 09:12:44'], wall('2026-10-03T09:12:44')],
		['on the last day of a leap February', ['2028:02:29 10:00:00'], wall('2028-02-29T10:00:00')],
		['a minute after a reset', ['1970:01:01 00:01:13'], wall('1970-01-01T00:01:13')],
		['a clock that was never set', ['0000:00:00 00:00:00'], undefined],
		['a clock full of blanks', ['    :  :     :  :  '], undefined],
		['the first tick of Unix', ['1970:01:01 00:00:00'], undefined],
		['the first tick of Unix, written in a zone', ['1969:12:31 19:00:00'], undefined],
		['the first tick of QuickTime', ['1904:01:01 01:00:00'], undefined],
		['a year no camera saw', ['9999:12:31 23:59:59'], undefined],
		['a day that is none', ['2026:02:30 10:00:00'], undefined],
		['a month that is none', ['2026:13:03 10:00:00'], undefined],
		['an hour that is none', ['2026:02:03 24:00:00'], undefined],
		['a minute that is none', ['2026:02:03 10:60:00'], undefined],
		['a year only', ['2026'], undefined],
		['words', ['<script>'], undefined],
		['nothing', [undefined], undefined]
	] as const)('%s', (_what, [stamp, subSecond, zone], expected) => {
		expect(momentOf(stamp, subSecond, zone)).toEqual(expected);
	});

	test('whatever zone is written beside it', () => {
		const zone = fc.integer({ min: -56, max: 56 }).map((quarters) => quarters * 15);
		fc.assert(
			fc.property(fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2090, 0) }), zone, (ms, minutes) => {
				const at = ms - (ms % 1000);
				const two = (number: number) => String(number).padStart(2, '0');
				const size = Math.abs(minutes);
				const said = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
				const stamp = new Date(at).toISOString().slice(0, 19);
				expect(momentOf(stamp + said)).toEqual({ at, zoneMinutes: minutes });
				expect(momentOf(stamp, undefined, said)).toEqual({ at, zoneMinutes: minutes });
				expect(momentOf(stamp)).toEqual({ at });
			})
		);
	});

	test('and any text is read or left, never a fault', () => {
		fc.assert(fc.property(fc.string(), fc.string(), fc.string(), (...texts) => void momentOf(...texts)));
	});
});

test.each([
	['a moment', secondsSince1904('2026-06-06T15:12:00Z'), wall('2026-06-06T15:12:00')],
	['zero', 0, undefined],
	['the first tick of Unix', secondsSince1904('1970-01-01T00:00:00Z'), undefined],
	['the end of the counter', 0xffff_ffff, wall('2040-02-06T06:28:15')],
	['more than any clock', 2 ** 63, undefined]
])('seconds since 1904: %s', (_what, seconds, expected) => {
	expect(momentOfSeconds(seconds)).toEqual(expected);
});
