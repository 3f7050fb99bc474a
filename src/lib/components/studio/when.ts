import { createContext } from 'svelte';
import { dateWords } from '#lib/messages/format.ts';
import { dayIn, dayWordsIn, endOfDayIn } from '#lib/domain/days.ts';

/** A moment as one says it: with the hour, the day unless it is today's, never seconds. */
export function whenWords(at: string, nowMs: number): string {
	const then = new Date(at);
	const isToday = then.toDateString() === new Date(nowMs).toDateString();
	const day: Intl.DateTimeFormatOptions = isToday ? {} : { weekday: 'short', day: 'numeric', month: 'short' };
	return dateWords(then, { ...day, hour: '2-digit', minute: '2-digit' });
}

/** Deadlines: days of the studio, wherever somebody reads or sets them. */
export class Days {
	readonly #zone: () => string;

	constructor(zone: () => string) {
		this.#zone = zone;
	}

	words = (at: string) => dayWordsIn(this.#zone(), at);

	/** The day of a deadline for a date field. */
	field = (at: string | null | undefined) => (at ? dayIn(this.#zone(), at) : '');

	/** The end of a day as a date field gives it; an empty field is no day. */
	end(field: string): string | null {
		const at = endOfDayIn(this.#zone(), field);
		return at === null ? null : new Date(at).toISOString();
	}
}

export const [useDays, setDays] = createContext<Days>();
