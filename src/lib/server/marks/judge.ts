import { canMark, type MarkActor, type MarkFacts, type MarkRefusal } from '#lib/domain/marks/can-mark.ts';
import { parseMarkKey } from '#lib/domain/marks/keys.ts';
import { isPlain } from '#lib/domain/marks/values.ts';
import type { RefusedMark } from '#lib/realtime/ack.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import type { BookKind } from './facts.ts';
import type { Change } from './gate/apply.ts';

/** Which of these entries may not stand, each with its reason; the same rule as the browser's, on fresh facts. */
export function refusedAmong(
	changes: readonly Change[],
	book: BookKind,
	facts: MarkFacts,
	actor: MarkActor
): RefusedMark[] {
	return changes.flatMap(({ key, value }) => {
		const reason = shapeRefusal(book, key, value) ?? canMark(facts, actor, key, value);
		return reason ? [{ key: key.slice(0, 200), reason }] : [];
	});
}

function shapeRefusal(book: BookKind, key: string, value: unknown): MarkRefusal | null {
	const kind = parseMarkKey(key)?.kind;
	// the studio book is for words among members
	if (book === 'studio' && kind !== 'comment' && kind !== 'resolve') return 'unknown-key';
	return value === undefined || isPlain(value, LIMITS.valueDepth) ? null : 'bad-value';
}
