import type { MarkFacts } from '#lib/domain/marks/can-mark.ts';
import { commentAuthor } from '#lib/domain/marks/keys.ts';
import type { Change } from './gate/apply.ts';
import type { Statements } from './statements.ts';

export type BookKind = 'own' | 'studio';

/**
 * What marks of one gallery are judged by, read inside the commit and remembered for its length. The own book is
 * for everybody: there only released pictures, their released versions and public comments exist.
 */
export function commitFacts(statements: Statements, galleryId: string) {
	const files = remember((id) => statements.file.get({ id, galleryId }));
	const selections = remember((id) => statements.selection.get({ id, galleryId }));

	return (book: BookKind, changes: readonly Change[]): MarkFacts => ({
		file: (id) => {
			const found = files(id);
			if (!found) return undefined;
			const version = book === 'own' ? found.released : found.next - 1;
			return version === null ? undefined : { version };
		},
		selection: (id) => {
			const found = selections(id);
			return found && { locked: found.lockedAt !== null };
		},
		hasComment: (id) => {
			const key = `comment:${id}`;
			if (changes.some((change) => change.key === key && change.value !== undefined)) return true;
			const author = commentAuthor(id);
			const books = book === 'own' ? [author] : [author, `studio:${author}`];
			return books.some((each) => statements.markAt.get({ galleryId, book: each, key }) !== undefined);
		}
	});
}

function remember<T>(read: (id: string) => T): (id: string) => T {
	const known = new Map<string, { found: T }>();
	return (id) => {
		const entry = known.get(id) ?? { found: read(id) };
		known.set(id, entry);
		return entry.found;
	};
}
