export type MarkKey =
	| { kind: 'pick'; selectionId: string; fileId: string }
	| { kind: 'verdict'; selectionId: string; fileId: string }
	| { kind: 'stars'; fileId: string }
	| { kind: 'label'; fileId: string }
	| { kind: 'done'; selectionId: string }
	| { kind: 'comment'; commentId: string }
	| { kind: 'resolve'; commentId: string }
	/** Only the server's own books carry it: the time of a comment. */
	| { kind: 'at'; commentId: string };
export type MarkKind = MarkKey['kind'];

const ID = /^[0-9a-z]{1,40}$/;
const COMMENT_ID = /^[0-9a-z]{1,40}\.[0-9a-z]{1,40}$/;

/** Null for whatever is not a key of ours, `__proto__` included. */
export function parseMarkKey(key: string): MarkKey | null {
	if (key.length > 128) return null;
	const [kind, a = '', b, ...rest] = key.split(':');
	if (rest.length > 0) return null;
	if (kind === 'pick' || kind === 'verdict') {
		return b !== undefined && ID.test(a) && ID.test(b) ? { kind, selectionId: a, fileId: b } : null;
	}
	if (b !== undefined) return null;
	if (kind === 'stars' || kind === 'label') return ID.test(a) ? { kind, fileId: a } : null;
	if (kind === 'done') return ID.test(a) ? { kind, selectionId: a } : null;
	const isComment = kind === 'comment' || kind === 'resolve' || kind === 'at';
	return isComment && COMMENT_ID.test(a) ? { kind, commentId: a } : null;
}

export function formatMarkKey(key: MarkKey): string {
	switch (key.kind) {
		case 'pick':
		case 'verdict':
			return `${key.kind}:${key.selectionId}:${key.fileId}`;
		case 'stars':
		case 'label':
			return `${key.kind}:${key.fileId}`;
		case 'done':
			return `done:${key.selectionId}`;
		default:
			return `${key.kind}:${key.commentId}`;
	}
}

/** Whose comment it is stands in front of the dot. */
export function commentAuthor(commentId: string): string {
	return commentId.slice(0, commentId.indexOf('.'));
}

export type Book = { kind: 'own' | 'studio' | 'server' | 'server-studio'; participantId: string };

/** The root types of a room: a participant's own book, a member's studio book, the server's about either. */
export function parseBook(name: string): Book | null {
	const [first = '', second, ...rest] = name.split(':');
	if (rest.length > 0) return null;
	if (second === undefined) return ID.test(first) ? { kind: 'own', participantId: first } : null;
	const known = first === 'studio' || first === 'server' || first === 'server-studio';
	return known && ID.test(second) ? { kind: first, participantId: second } : null;
}

export function formatBook({ kind, participantId }: Book): string {
	return kind === 'own' ? participantId : `${kind}:${participantId}`;
}
