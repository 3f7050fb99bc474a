import { dateWords } from '#lib/messages/format.ts';

/** A day in words; with the hour once the browser says where it is, before that by UTC. */
export function wordsOf(at: string, { isHere }: { isHere: boolean }): string {
	const hours: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hour12: false };
	return dateWords(at, {
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		...(isHere ? hours : { timeZone: 'UTC' })
	});
}
