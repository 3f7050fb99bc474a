import { SelectionMarks, type Choice } from './choice.ts';
import { CommentBook, type ShownComment, type Thread } from './comments.ts';
import type { ViewFacts, ViewFile, ViewParticipant, ViewSelection } from './facts.ts';
import { commentAuthor, parseBook, parseMarkKey, type Book, type MarkKey } from './keys.ts';
import { checkLimit, type LimitCheck } from './limit.ts';
import { parseMarkValue, type Label } from './values.ts';

/** What a change of one entry can alter on a screen. */
export type Touched = { fileIds: string[]; selectionId?: string };

const UNTOUCHED: Touched = { fileIds: [] };
const NOBODY: ReadonlyMap<string, never> = new Map<string, never>();

/** What all the books together say; fed one entry at a time, by the browser and the server alike. */
export class MarksView {
	readonly comments = new CommentBook();
	/** Raised by every change: whatever was computed at an older one is stale. */
	revision = 0;
	private facts: ViewFacts = { files: [], selections: [], participants: [] };
	private people: ReadonlyMap<string, ViewParticipant> = new Map();
	private readonly selectionMarks = new Map<string, SelectionMarks>();
	private readonly starsByFile = new Map<string, Map<string, number>>();
	private readonly labelsByFile = new Map<string, Map<string, Label>>();
	private readonly members = new Map<string, { revision: number; fileIds: string[] }>();

	constructor(facts?: ViewFacts) {
		if (facts) this.setFacts(facts);
	}

	/** Files, selections or people changed; the books stay as they are. */
	setFacts(facts: ViewFacts): void {
		this.facts = facts;
		this.people = new Map(facts.participants.map((person) => [person.id, person]));
		for (const marks of this.selectionMarks.values()) marks.forgetTallies();
		this.revision++;
	}

	/** `book` is a root type's name; undefined takes the entry back; a value that does not fit counts as none. */
	setEntry(book: string, key: string, value: unknown): Touched {
		const owner = parseBook(book);
		const parsed = parseMarkKey(key);
		if (!owner || !parsed || !belongs(owner, parsed)) return UNTOUCHED;
		this.revision++;
		return this.put(owner, parsed, value);
	}

	get files(): readonly ViewFile[] {
		return this.facts.files;
	}

	selection(selectionId: string): ViewSelection | undefined {
		return this.facts.selections.find(({ id }) => id === selectionId);
	}

	choice(selectionId: string, fileId: string): Choice {
		const rule = this.selection(selectionId)?.rule ?? 'nobody-against';
		return this.marksOf(selectionId).choice(fileId, { rule }, this.people);
	}

	/** Pictures that are in, in gallery order. */
	membersOf(selectionId: string): readonly string[] {
		const known = this.members.get(selectionId);
		if (known?.revision === this.revision) return known.fileIds;
		const fileIds = this.facts.files.filter(({ id }) => this.choice(selectionId, id).in).map(({ id }) => id);
		this.members.set(selectionId, { revision: this.revision, fileIds });
		return fileIds;
	}

	count(selectionId: string): number {
		return this.membersOf(selectionId).length;
	}

	limit(selectionId: string): LimitCheck {
		return checkLimit(this.selection(selectionId)?.limit, this.count(selectionId));
	}

	voters(selectionId: string): number {
		return this.marksOf(selectionId).votersAmong(this.people);
	}

	/** Who said yes to something that is in. */
	choosers(selectionId: string): ReadonlySet<string> {
		return this.marksOf(selectionId).choosersOf(this.membersOf(selectionId), this.people);
	}

	/** Who said "I'm done". */
	done(selectionId: string): ReadonlySet<string> {
		return this.marksOf(selectionId).done;
	}

	stars(fileId: string): ReadonlyMap<string, number> {
		return this.starsByFile.get(fileId) ?? NOBODY;
	}

	labels(fileId: string): ReadonlyMap<string, Label> {
		return this.labelsByFile.get(fileId) ?? NOBODY;
	}

	commentsOf(fileId: string): ShownComment[] {
		return this.comments.of(fileId);
	}

	threads(fileId: string): Thread[] {
		return this.comments.threads(fileId);
	}

	private marksOf(selectionId: string): SelectionMarks {
		const known = this.selectionMarks.get(selectionId);
		if (known) return known;
		const fresh = new SelectionMarks();
		this.selectionMarks.set(selectionId, fresh);
		return fresh;
	}

	private put({ kind, participantId }: Book, key: MarkKey, value: unknown): Touched {
		switch (key.kind) {
			case 'pick':
				this.marksOf(key.selectionId).pick(key.fileId, participantId, parseMarkValue('pick', value));
				return { fileIds: [key.fileId], selectionId: key.selectionId };
			case 'verdict':
				this.marksOf(key.selectionId).rule(key.fileId, participantId, parseMarkValue('verdict', value));
				return { fileIds: [key.fileId], selectionId: key.selectionId };
			case 'done': {
				const { done } = this.marksOf(key.selectionId);
				if (value === true) done.add(participantId);
				else done.delete(participantId);
				return { fileIds: [], selectionId: key.selectionId };
			}
			case 'stars':
				putIn(this.starsByFile, key.fileId, participantId, parseMarkValue('stars', value));
				return { fileIds: [key.fileId] };
			case 'label':
				putIn(this.labelsByFile, key.fileId, participantId, parseMarkValue('label', value));
				return { fileIds: [key.fileId] };
			case 'comment': {
				const comment = parseMarkValue('comment', value);
				return { fileIds: this.comments.put(key.commentId, comment, kind === 'studio') };
			}
			case 'resolve':
				return { fileIds: this.comments.resolve(key.commentId, `${kind}:${participantId}`, value === true) };
			case 'at':
				return { fileIds: this.comments.setTime(key.commentId, parseMarkValue('at', value)) };
		}
	}
}

/** Each book says only what is its owner's to say, whatever stands in it. */
function belongs({ kind, participantId }: Book, key: MarkKey): boolean {
	if (kind === 'server' || kind === 'server-studio')
		return key.kind === 'at' && commentAuthor(key.commentId) === participantId;
	if (key.kind === 'comment') return commentAuthor(key.commentId) === participantId;
	return kind === 'studio' ? key.kind === 'resolve' : key.kind !== 'at';
}

function putIn<T>(
	files: Map<string, Map<string, T>>,
	fileId: string,
	who: string,
	value: T | undefined
): void {
	const people = files.get(fileId) ?? new Map<string, T>();
	if (value === undefined) people.delete(who);
	else people.set(who, value);
	files.set(fileId, people);
}
