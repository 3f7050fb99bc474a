import { commentAuthor } from './keys.ts';
import type { Comment } from './values.ts';

export type ShownComment = Comment & {
	id: string;
	participantId: string;
	/** Server time in milliseconds; null while the server has not said it. */
	at: number | null;
	resolved: boolean;
	studioOnly: boolean;
};
export type Thread = ShownComment & { replies: ShownComment[] };

type Kept = { comment: Comment; studioOnly: boolean };

/** Comments of all books, with server times and who ticked them off. */
export class CommentBook {
	private readonly kept = new Map<string, Kept>();
	private readonly byFile = new Map<string, Set<string>>();
	private readonly times = new Map<string, number>();
	private readonly resolvers = new Map<string, Set<string>>();

	/** Answers the files whose comments changed. */
	put(commentId: string, comment: Comment | undefined, studioOnly: boolean): string[] {
		const before = this.kept.get(commentId)?.comment.file;
		if (before !== undefined) this.byFile.get(before)?.delete(commentId);
		if (comment === undefined) this.kept.delete(commentId);
		else {
			this.kept.set(commentId, { comment, studioOnly });
			this.idsOf(comment.file).add(commentId);
		}
		return [...new Set([before, comment?.file])].filter((file) => file !== undefined);
	}

	setTime(commentId: string, at: number | undefined): string[] {
		if (at === undefined) this.times.delete(commentId);
		else this.times.set(commentId, at);
		return this.fileOf(commentId);
	}

	/** `book` says that the comment is settled, or takes it back. */
	resolve(commentId: string, book: string, resolved: boolean): string[] {
		const resolvers = this.resolvers.get(commentId) ?? new Set();
		if (resolved) resolvers.add(book);
		else resolvers.delete(book);
		this.resolvers.set(commentId, resolvers);
		return this.fileOf(commentId);
	}

	has(commentId: string): boolean {
		return this.kept.has(commentId);
	}

	count(fileId: string): number {
		return this.byFile.get(fileId)?.size ?? 0;
	}

	/** Oldest first; those without a server time yet stand last. */
	of(fileId: string): ShownComment[] {
		const ids = this.byFile.get(fileId);
		if (!ids) return [];
		return [...ids].flatMap((id) => this.shown(id)).sort(byTime);
	}

	/** An answer to something that is gone, or in another picture, stands by itself. */
	threads(fileId: string): Thread[] {
		const threads = new Map<string, Thread>();
		const comments = this.of(fileId);
		const byId = new Map(comments.map((comment) => [comment.id, comment]));
		for (const comment of comments) {
			if (rootOf(comment, byId) === comment.id) threads.set(comment.id, { ...comment, replies: [] });
		}
		for (const comment of comments) {
			const root = rootOf(comment, byId);
			if (root !== comment.id) threads.get(root)?.replies.push(comment);
		}
		return [...threads.values()];
	}

	private shown(id: string): ShownComment[] {
		const kept = this.kept.get(id);
		if (!kept) return [];
		const at = this.times.get(id) ?? null;
		const resolved = (this.resolvers.get(id)?.size ?? 0) > 0;
		return [
			{ ...kept.comment, id, participantId: commentAuthor(id), at, resolved, studioOnly: kept.studioOnly }
		];
	}

	private idsOf(fileId: string): Set<string> {
		const ids = this.byFile.get(fileId) ?? new Set();
		this.byFile.set(fileId, ids);
		return ids;
	}

	private fileOf(commentId: string): string[] {
		const file = this.kept.get(commentId)?.comment.file;
		return file === undefined ? [] : [file];
	}
}

/** Follows answers upwards; two that answer each other end at the smaller id. */
function rootOf(comment: ShownComment, byId: ReadonlyMap<string, ShownComment>): string {
	const seen = new Set<string>();
	let at = comment;
	for (;;) {
		seen.add(at.id);
		const parent = at.replyTo === undefined ? undefined : byId.get(at.replyTo);
		if (!parent) return at.id;
		if (seen.has(parent.id)) return [...seen].sort()[0] ?? at.id;
		at = parent;
	}
}

function byTime(a: ShownComment, b: ShownComment): number {
	const difference = (a.at ?? Infinity) - (b.at ?? Infinity);
	if (difference !== 0 && !Number.isNaN(difference)) return difference;
	return a.id < b.id ? -1 : 1;
}
