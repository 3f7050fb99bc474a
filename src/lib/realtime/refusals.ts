import type { MarkRefusal } from '#lib/domain/marks/can-mark.ts';

/** Every reason of the domain, for those who parse them off the wire. */
const reasons: Record<MarkRefusal, true> = {
	'unknown-key': true,
	'bad-value': true,
	'no-right': true,
	'not-yours': true,
	'no-file': true,
	'no-version': true,
	'no-selection': true,
	'no-comment': true,
	'no-moment': true,
	locked: true
};

const isReason = (word: string): word is MarkRefusal => word in reasons;
export const MARK_REFUSALS: readonly MarkRefusal[] = Object.keys(reasons).filter(isReason);

/** An entry that no honest page writes; the others an honest page may, when something changed meanwhile. */
export const isMalformed = (reason: MarkRefusal) =>
	reason === 'unknown-key' || reason === 'bad-value' || reason === 'not-yours';
