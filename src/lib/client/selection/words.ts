import { listWords } from '#lib/messages/format.ts';
import { t } from '#lib/messages/index.ts';
import type { Tally } from './types.ts';

const small = [
	'zero',
	'one',
	'two',
	'three',
	'four',
	'five',
	'six',
	'seven',
	'eight',
	'nine',
	'ten',
	'eleven',
	'twelve'
] as const;

/** Small numbers as a person says them: "Nine to go". */
export function spoken(count: number): string {
	const name = small[count];
	return name ? t(`client:number.${name}`) : String(count);
}

/** What is left to do for the limit, in words; nothing when there is none. */
export function goalWords({
	count,
	limit,
	check
}: Pick<Tally, 'count' | 'limit' | 'check'>): string | undefined {
	if (!limit) return undefined;
	if (check.missing) return t('client:tray.missing', { number: capital(spoken(check.missing)) });
	if (check.over) return t('client:tray.over', { number: capital(spoken(check.over)) });
	if (limit.kind === 'at-most' && count < limit.n) return t('client:tray.most', { count: limit.n });
	return t('client:tray.enough');
}

/** What is still to be talked about, so that it adds up with what is chosen; nothing when all agree. */
export function talkWords({
	disagree,
	disagreeIn
}: Pick<Tally, 'disagree' | 'disagreeIn'>): string | undefined {
	if (!disagree) return undefined;
	const which = disagreeIn === 0 ? 'more' : disagreeIn === disagree ? 'ofThem' : 'all';
	return t(`client:tray.talk.${which}`, { count: disagree });
}

/** The button and its dialog: whose choice goes out. */
export const sendWords = ({ choosers }: Pick<Tally, 'choosers'>): string =>
	t(choosers.size > 1 ? 'client:tray.sendOur' : 'client:tray.send');

/** What they disagree about and the rule leaves out: said before it is sent, for nobody is asked later. */
export function outWords({
	disagree,
	disagreeIn
}: Pick<Tally, 'disagree' | 'disagreeIn'>): string | undefined {
	const out = disagree - disagreeIn;
	return out > 0 ? t('client:send.staysOut', { count: out }) : undefined;
}

type Progress = { delivered: number; of: number; changes?: number };

/** The head's line once the choice is sent: when, and how far it is. */
export function sentWords(day: string, { delivered, of, changes = 0 }: Progress): string {
	const parts = [t('client:sent.on', { day })];
	if (delivered) parts.push(t('client:sent.delivered', { delivered, of }));
	if (changes) parts.push(t('client:ownOrder.step.changes', { count: changes }));
	return parts.join(' · ');
}

/** Who sent the choice, and when; `by` is nobody where the studio closed it. */
export function lockedWords(day: string, by: { name: string; me: boolean } | undefined): string {
	if (!by) return t('client:tray.locked', { day });
	return by.me ? t('client:tray.iSent', { day }) : t('client:tray.someoneSent', { name: by.name, day });
}

/** Who else has finished: "Ben is done", "Ben and Cleo are done". */
export function doneWords(names: readonly string[]): string | undefined {
	if (!names.length) return undefined;
	return t('client:tray.othersDone', { count: names.length, names: listWords(names) });
}

/** What the gallery asks for: "choose exactly 40 by Friday". */
export function askWords(limit: Tally['limit'], by?: string): string | undefined {
	if (!limit && !by) return undefined;
	const what = limit ? t(`client:ask.${limit.kind}`, { count: limit.n }) : t('client:ask.some');
	return by ? t('client:ask.by', { what, by }) : what;
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
