import { commentAuthor, parseMarkKey, type MarkKey } from './keys.ts';
import { parseMarkValue, type Comment } from './values.ts';

export type MarkRefusal =
	| 'unknown-key'
	| 'bad-value'
	| 'no-right'
	| 'not-yours'
	| 'no-file'
	| 'no-version'
	| 'no-selection'
	| 'no-comment'
	| 'no-moment'
	| 'locked';

export type MarkFacts = {
	/** Undefined unless it exists, is not deleted and this actor sees it; `version`: the newest they may see. */
	file(fileId: string): { version: number } | undefined;
	selection(selectionId: string): { locked: boolean } | undefined;
	/** Seconds that this version of it lasts; undefined: it is no film. Asked of comments that name a moment. */
	film(fileId: string, version: number): number | undefined;
	/** Is there such a comment in the room? */
	hasComment(commentId: string): boolean;
};

export type MarkActor = {
	participantId: string;
	isMember: boolean;
	/** For members by role: `rightsOfRole`. */
	rights: { mark: boolean; decide: boolean };
};

/** What `canMark` may ask about this entry: who has to fetch the facts fetches these. */
export function subjectsOf(key: string, value: unknown): Subjects {
	const parsed = parseMarkKey(key);
	if (parsed === null || parsed.kind === 'at') return {};
	const mark = value === undefined ? undefined : parseMarkValue(parsed.kind, value);
	if (typeof mark === 'object') {
		const { file: fileId, version, replyTo: commentId, time } = mark;
		return { fileId, commentId, ...(time !== undefined && { film: { fileId, version } }) };
	}
	return parsed.kind === 'comment' ? {} : parsed;
}

type Subjects = {
	fileId?: string;
	selectionId?: string;
	commentId?: string | undefined;
	film?: { fileId: string; version: number };
};

/** Why this may not be written (value) or taken back (undefined) in the actor's own book; null: it may. */
export function canMark(facts: MarkFacts, actor: MarkActor, key: string, value: unknown): MarkRefusal | null {
	const parsed = parseMarkKey(key);
	if (parsed === null || parsed.kind === 'at') return 'unknown-key';
	const refusal = rightRefusal(parsed, actor) ?? lockRefusal(parsed, facts);
	if (refusal !== null || value === undefined) return refusal;
	const mark = parseMarkValue(parsed.kind, value);
	if (mark === undefined) return 'bad-value';
	return typeof mark === 'object' ? commentRefusal(mark, facts) : placeRefusal(parsed, facts);
}

function rightRefusal(key: MarkKey, { participantId, isMember, rights }: MarkActor): MarkRefusal | null {
	switch (key.kind) {
		case 'verdict':
			return rights.decide ? null : 'no-right';
		case 'resolve': {
			const allowed = isMember || rights.decide || commentAuthor(key.commentId) === participantId;
			return allowed ? null : 'no-right';
		}
		case 'comment':
			if (commentAuthor(key.commentId) !== participantId) return 'not-yours';
			return rights.mark ? null : 'no-right';
		default:
			return rights.mark ? null : 'no-right';
	}
}

/** A lock stops picks, verdicts and "I'm done" of its selection, for members too, and nothing else. */
function lockRefusal(key: MarkKey, facts: MarkFacts): MarkRefusal | null {
	return 'selectionId' in key && facts.selection(key.selectionId)?.locked ? 'locked' : null;
}

function placeRefusal(key: MarkKey, facts: MarkFacts): MarkRefusal | null {
	if ('selectionId' in key && !facts.selection(key.selectionId)) return 'no-selection';
	if ('fileId' in key && !facts.file(key.fileId)) return 'no-file';
	return 'commentId' in key && !facts.hasComment(key.commentId) ? 'no-comment' : null;
}

/** Players and files do not agree on a film's length to the frame. */
const SLACK_SECONDS = 1;

function commentRefusal({ file, version, replyTo, time }: Comment, facts: MarkFacts): MarkRefusal | null {
	const seen = facts.file(file);
	if (!seen) return 'no-file';
	if (version > seen.version) return 'no-version';
	if (time !== undefined && !(time <= (facts.film(file, version) ?? -Infinity) + SLACK_SECONDS))
		return 'no-moment';
	return replyTo !== undefined && !facts.hasComment(replyTo) ? 'no-comment' : null;
}
