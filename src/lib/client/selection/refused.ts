import type { Room } from '#lib/client/room/room.svelte.ts';
import type { RefusedMark } from './types.ts';
import { parseMarkKey, type MarkKind } from '#lib/domain/marks/keys.ts';
import {
	LABELS,
	parseMarkValue,
	PICKS,
	type Label,
	type Pick as PickName,
	type Verdict
} from '#lib/domain/marks/values.ts';
import { t } from '#lib/messages/index.ts';
import type { PlainKey } from '#lib/messages/keys.ts';

type Mark = { key: string; value: unknown };
type NameOf = (fileId: string | undefined) => string | undefined;

/** What could not be kept, and what was changed elsewhere meanwhile, in words; nothing that was written is left out. */
export function refusedIn(
	room: Pick<Room, 'refused' | 'conflicts' | 'choose'> | undefined,
	nameOf: NameOf
): RefusedMark[] {
	if (!room) return [];
	return [
		...room.refused.map(({ mark, reason }, at) => ({
			id: `refused ${at}`,
			what: nameOfMark(mark, nameOf),
			why: t(`client:refused.why.${reason}`),
			text: textOf(mark)
		})),
		...room.conflicts.map((conflict) => {
			const { mark, theirs } = conflict;
			return {
				id: `clash ${mark.book} ${mark.key}`,
				what: nameOfMark(mark, nameOf),
				why: t('client:refused.why.clash', {
					mine: wordsOf(mark),
					theirs: wordsOf({ ...mark, value: theirs })
				}),
				onkeep: () => room.choose(conflict, true),
				ontake: () => room.choose(conflict, false)
			};
		})
	];
}

/** The picture it is about. */
export function nameOfMark({ key, value }: Mark, nameOf: NameOf): string {
	const parsed = parseMarkKey(key);
	if (!parsed) return t('client:refused.mark');
	const said = parseMarkValue(parsed.kind, value);
	const fileId = 'fileId' in parsed ? parsed.fileId : typeof said === 'object' ? said.file : undefined;
	return nameOf(fileId) ?? t('client:refused.mark');
}

function textOf({ key, value }: Mark): string | undefined {
	return parseMarkKey(key)?.kind === 'comment' ? wordsOf({ key, value }) : undefined;
}

function wordsOf({ key, value }: Mark): string {
	const kind = parseMarkKey(key)?.kind;
	const said = kind && parseMarkValue(kind, value);
	if (kind === undefined || said === undefined) return t('client:refused.nothing');
	if (typeof said === 'object') return said.text;
	return typeof said === 'number' ? t('client:print.stars', { count: said }) : t(sentenceOf(kind, said));
}

function sentenceOf(kind: MarkKind, said: PickName | Label | Verdict | true): PlainKey {
	if (said === true) return kind === 'done' ? 'client:tray.done' : 'client:talk.resolve';
	if (isOneOf(PICKS, said)) return `client:pick.${said}`;
	return isOneOf(LABELS, said) ? `client:label.${said}` : `client:verdict.${said}`;
}

const isOneOf = <T extends string>(names: readonly T[], said: string): said is T =>
	names.some((name) => name === said);
