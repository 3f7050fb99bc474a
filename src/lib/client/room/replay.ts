import type { MarkRefusal } from '#lib/domain/marks/can-mark.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import type { WaitingMark } from './waiting-marks.ts';

/** The same mark was changed elsewhere meanwhile: they choose. */
export type Conflict = { mark: WaitingMark; theirs: unknown };
export type RefusedWaiting = { mark: WaitingMark; reason: MarkRefusal };
export type Replay = {
	write: WaitingMark[];
	done: WaitingMark[];
	conflicts: Conflict[];
	refused: RefusedWaiting[];
};

/** What becomes of waiting marks once the server's state is known; `now` reads it, `judge` is the gate's own rule. */
export function planReplay(
	waiting: readonly WaitingMark[],
	now: (mark: WaitingMark) => unknown,
	judge: (mark: WaitingMark) => MarkRefusal | null
): Replay {
	const plan: Replay = { write: [], done: [], conflicts: [], refused: [] };
	for (const mark of waiting) {
		const theirs = now(mark);
		const reason = judge(mark);
		if (same(theirs, mark.value)) plan.done.push(mark);
		else if (reason) plan.refused.push({ mark, reason });
		else if (same(theirs, mark.was)) plan.write.push(mark);
		else plan.conflicts.push({ mark, theirs });
	}
	// an answer may only follow what it answers
	plan.write.sort((a, b) => a.turn - b.turn);
	return plan;
}

/** Parts that each fit one transaction of about 16 kB. */
export function inTransactions(marks: readonly WaitingMark[]): WaitingMark[][] {
	const parts: WaitingMark[][] = [];
	let size = Infinity;
	for (const mark of marks) {
		const bytes = sizeOf(mark);
		if (size + bytes > LIMITS.transactionBytes) {
			parts.push([]);
			size = 0;
		}
		parts.at(-1)?.push(mark);
		size += bytes;
	}
	return parts;
}

// key, book and value, and what Yjs writes beside them
const sizeOf = ({ book, key, value }: WaitingMark) =>
	book.length + key.length + 2 * (JSON.stringify(value)?.length ?? 0) + 32;

/** Marks are plain JSON, written by the same code in the same order of fields. */
export function same(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	const [left, right] = [Object.entries(a), Object.entries(b)];
	return (
		left.length === right.length && left.every(([key, value]) => key in b && same(value, Reflect.get(b, key)))
	);
}
