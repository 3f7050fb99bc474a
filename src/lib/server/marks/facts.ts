import { subjectsOf, type MarkFacts } from '#lib/domain/marks/can-mark.ts';
import { commentAuthor } from '#lib/domain/marks/keys.ts';
import type { Change } from './gate/apply.ts';
import type { Statements } from './statements.ts';

export type BookKind = 'own' | 'studio';

type Found = {
	file: Awaited<ReturnType<Statements['file']['get']>>;
	selection: Awaited<ReturnType<Statements['selection']['get']>>;
	film: Awaited<ReturnType<Statements['film']['get']>>;
};

/** What marks of one gallery are judged by, read inside the commit and remembered for its length. */
export class CommitFacts {
	private readonly statements: Statements;
	private readonly galleryId: string;
	private readonly files = new Map<string, Found['file']>();
	private readonly selections = new Map<string, Found['selection']>();
	private readonly films = new Map<string, Found['film']>();

	constructor(statements: Statements, galleryId: string) {
		this.statements = statements;
		this.galleryId = galleryId;
	}

	/**
	 * Reads all that the judgement of these entries can ask. The own book is for everybody: there only released
	 * pictures, their released versions and public comments exist.
	 */
	async load(book: BookKind, changes: readonly Change[]): Promise<MarkFacts> {
		const { statements, galleryId, files, selections, films } = this;
		const comments = new Set(changes.flatMap(writtenComment));
		for (const { key, value } of changes) {
			const { fileId, selectionId, commentId, film } = subjectsOf(key, value);
			if (film && !films.has(filmKey(film.fileId, film.version)))
				films.set(filmKey(film.fileId, film.version), await statements.film.get(film));
			if (fileId !== undefined && !files.has(fileId))
				files.set(fileId, await statements.file.get({ id: fileId, galleryId }));
			if (selectionId !== undefined && !selections.has(selectionId))
				selections.set(selectionId, await statements.selection.get({ id: selectionId, galleryId }));
			if (commentId !== undefined && (await this.isComment(book, commentId))) comments.add(commentId);
		}
		return {
			file: (id) => {
				const found = loaded(files, id);
				if (!found) return undefined;
				const version = book === 'own' ? found.released : found.next - 1;
				return version === null ? undefined : { version };
			},
			selection: (id) => {
				const found = loaded(selections, id);
				return found && { locked: found.lockedAt !== null };
			},
			film: (id, n) => {
				const ms = loaded(films, filmKey(id, n))?.durationMs;
				return typeof ms === 'number' ? ms / 1000 : undefined;
			},
			hasComment: (id) => comments.has(id)
		};
	}

	/** Committed before this update. */
	private async isComment(book: BookKind, id: string): Promise<boolean> {
		const author = commentAuthor(id);
		const { galleryId } = this;
		for (const each of book === 'own' ? [author] : [author, `studio:${author}`])
			if (await this.statements.markAt.get({ galleryId, book: each, key: `comment:${id}` })) return true;
		return false;
	}
}

const filmKey = (fileId: string, version: number) => `${fileId} ${version}`;

function loaded<T>(known: ReadonlyMap<string, T>, id: string): T | undefined {
	if (!known.has(id)) throw new Error(`judged by what was not read: ${id}`);
	return known.get(id);
}

const writtenComment = ({ key, value }: Change) =>
	key.startsWith('comment:') && value !== undefined ? [key.slice('comment:'.length)] : [];
