import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { dayIn, dayWordsIn, endOfDayIn, TimeZone } from './days.ts';

const iso = (at: number | null) => at && new Date(at).toISOString();

describe('the end of a day', () => {
	it.each([
		['UTC', '2026-12-04', '2026-12-04T23:59:59.000Z'],
		['Europe/Berlin', '2026-12-04', '2026-12-04T22:59:59.000Z'],
		['America/Los_Angeles', '2026-12-04', '2026-12-05T07:59:59.000Z'],
		['Asia/Tokyo', '2026-12-04', '2026-12-04T14:59:59.000Z'],
		['Asia/Kolkata', '2026-12-04', '2026-12-04T18:29:59.000Z'],
		['Pacific/Kiritimati', '2026-12-04', '2026-12-04T09:59:59.000Z'],
		['Pacific/Pago_Pago', '2026-12-04', '2026-12-05T10:59:59.000Z'],
		// clocks go forward, and back, on that day
		['Europe/Berlin', '2026-03-29', '2026-03-29T21:59:59.000Z'],
		['Europe/Berlin', '2026-10-25', '2026-10-25T22:59:59.000Z'],
		// the next day begins at one o'clock
		['Asia/Beirut', '2026-03-28', '2026-03-28T21:59:59.000Z'],
		// a year that ends, a day of a leap year
		['America/New_York', '2026-12-31', '2027-01-01T04:59:59.000Z'],
		['Europe/London', '2028-02-29', '2028-02-29T23:59:59.000Z']
	])('in %s, %s', (zone, day, at) => expect(iso(endOfDayIn(zone, day))).toBe(at));

	it.each(['', '2026-13-04', '4.12.2026', '2026-12-04T10:00', 'tomorrow'])('of %j is none', (day) =>
		expect(endOfDayIn('UTC', day)).toBeNull()
	);

	it('is that day there, and a second later the next', () => {
		const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
		const day = fc.date({ min: new Date('2024-01-01'), max: new Date('2034-12-31'), noInvalidDate: true });
		fc.assert(
			fc.property(zone, day, (zone, date) => {
				const day = date.toISOString().slice(0, 10);
				const end = endOfDayIn(zone, day) ?? 0;
				expect(dayIn(zone, end)).toBe(day);
				expect(dayIn(zone, end + 1000) > day).toBe(true);
			}),
			{ numRuns: 100 }
		);
	});
});

it('a day is said as the studio’s, whoever reads it', () => {
	const end = endOfDayIn('America/Los_Angeles', '2026-12-04') ?? 0;
	expect(dayWordsIn('America/Los_Angeles', end)).toBe('Friday 4 December');
	expect(dayWordsIn('America/Los_Angeles', new Date(end).toISOString())).toBe('Friday 4 December');
});

it.each([
	['Europe/Berlin', true],
	['UTC', true],
	['Etc/GMT+5', true],
	['Berlin', false],
	['+02:00', false],
	['', false],
	['Europe/Berlin; DROP', false],
	['x'.repeat(100), false]
])('%j is a zone: %s', (zone, is) => expect(v.is(TimeZone, zone)).toBe(is));
