/** A moment as one says it: with the hour, the day unless it is today's, never seconds. */
export function whenWords(at: string, nowMs: number): string {
	const then = new Date(at);
	const isToday = then.toDateString() === new Date(nowMs).toDateString();
	const day: Intl.DateTimeFormatOptions = isToday ? {} : { weekday: 'short', day: 'numeric', month: 'short' };
	return then.toLocaleString('en-GB', { ...day, hour: '2-digit', minute: '2-digit' });
}

export const dayWords = (at: string) =>
	new Date(at).toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });

/** The end of a day as a date field gives it, here where one sits; an empty field is no day. */
export const endOfDay = (field: string) => (field ? new Date(`${field}T23:59:59`).toISOString() : null);

/** The day of a moment for a date field. */
export function fieldOf(at: string | null | undefined): string {
	if (!at) return '';
	const day = new Date(at);
	return new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
