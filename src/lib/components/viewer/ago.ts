import { dateWords } from '#lib/messages/format.ts';
import { t } from '#lib/messages/index.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** How long ago, in words; older than a week: the day. */
export function agoOf(at: number, now: number): string {
	const past = Math.max(0, now - at);
	if (past < minute) return t('client:talk.now');
	if (past < 60 * minute) return t('client:talk.minutes', { count: Math.floor(past / minute) });
	if (past < day) return t('client:talk.hours', { count: Math.floor(past / 60 / minute) });
	if (past < 7 * day) return dateWords(at, { weekday: 'long' });
	return dateWords(at, { day: 'numeric', month: 'short', year: 'numeric' });
}
