import * as v from 'valibot';
import { dateWords } from '#lib/messages/format.ts';

// A deadline is a day of the studio's zone: kept as the moment at which that day ends, shown as that day everywhere.

/** As the time zone database names it, e.g. Europe/Berlin. */
export const TimeZone = v.pipe(v.string(), v.maxLength(64), v.check(isTimeZone, 'faults:field.timeZone'));

function isTimeZone(zone: string): boolean {
	// offsets would be taken too, and be wrong for half of the year
	if (!/^[A-Za-z]/.test(zone)) return false;
	try {
		return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
	} catch {
		return false;
	}
}

/** Where this runs: the browser's zone, or the server's. */
export const zoneHere = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The day that it is there at this moment, as a date field has it: 2026-12-04. */
export function dayIn(zone: string, at: number | string): string {
	const format = new Intl.DateTimeFormat('en', {
		...({ timeZone: zone, calendar: 'gregory', numberingSystem: 'latn' } as const),
		...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const)
	});
	const parts = new Map(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
	return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
}

const SECOND_MS = 1000;
/** No zone is farther from UTC. */
const FARTHEST_MS = 15 * 3_600_000;

/** The last second of a day there, in ms; null for what is no day. Searched for: clocks are changed at midnight too. */
export function endOfDayIn(zone: string, day: string): number | null {
	const noon = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T12:00:00Z`) : NaN;
	if (Number.isNaN(noon)) return null;
	let inside = noon - FARTHEST_MS - 12 * 3_600_000;
	let outside = noon + FARTHEST_MS + 12 * 3_600_000;
	while (outside - inside > SECOND_MS) {
		const middle = inside + Math.floor((outside - inside) / 2 / SECOND_MS) * SECOND_MS;
		if (dayIn(zone, middle) <= day) inside = middle;
		else outside = middle;
	}
	return inside;
}

/** The day of a deadline, as one says it. */
export const dayWordsIn = (zone: string, at: number | string) =>
	dateWords(at, { timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' });
