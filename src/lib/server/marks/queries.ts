import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm';
import { parseBook } from '#lib/domain/marks/keys.ts';
import type { Limit, LimitCheck } from '#lib/domain/marks/limit.ts';
import type { Rule } from '#lib/domain/marks/rules.ts';
import { filmTime } from '#lib/domain/kinds/film-time.ts';
import { CommentSchema, type Comment, type Pick as Choice, type Verdict } from '#lib/domain/marks/values.ts';
import { MarksView } from '#lib/domain/marks/view.ts';
import { AppError } from '#lib/domain/fault.ts';
import * as v from 'valibot';
import { inChunks } from '../db/in-chunks.ts';
import type { Database } from '../db/open.ts';
import { file, gallery, mark, participant, selection } from '../db/schema.ts';
import { filesInOrder } from '../files/index.ts';
import { everybodyIn } from './people.ts';

type MarkRow = typeof mark.$inferSelect;

export type SelectionResult = {
	id: string;
	galleryId: string;
	name: string;
	rule: Rule;
	limit: Limit | null;
	round: number;
	/** Milliseconds. */
	lockedAt: number | null;
	count: number;
	limitCheck: LimitCheck;
	/** Every file of the gallery that is not deleted, in gallery order. */
	files: SelectionFile[];
};
export type SelectionFile = {
	fileId: string;
	in: boolean;
	verdict: Verdict | null;
	weDisagree: boolean;
	picks: { participantId: string; name: string; pick: Choice }[];
	/** The highest that anybody gave; 0: none. */
	stars: number;
};

/** What all the books say about a selection, by the domain's one function. Throws not-found. */
export async function selectionResult(
	db: Database,
	galleryId: string,
	selectionId: string,
	now: number
): Promise<SelectionResult> {
	const { row, here } = await findSelection(db, galleryId, selectionId);
	const people = await everybodyIn(db, here, now);
	const files = await filesInOrder(db, here);
	const view = new MarksView({ files, selections: [row], participants: people });
	for (const { book, key, value } of await marksFor(db, galleryId, selectionId))
		view.setEntry(book, key, value);
	const names = new Map(people.map(({ id, name }) => [id, name]));
	const { id, name, rule, limit, round, lockedAt } = row;
	return {
		...{ id, galleryId, name, rule, limit: limit ?? null, round, lockedAt },
		count: view.count(id),
		limitCheck: view.limit(id),
		files: files.map(({ id: fileId }) => presentChoice(view, id, fileId, names))
	};
}

function presentChoice(
	view: MarksView,
	selectionId: string,
	fileId: string,
	names: Map<string, string>
): SelectionFile {
	const choice = view.choice(selectionId, fileId);
	// in the order of the people, whatever order the marks came in
	const picks = [...names].flatMap(([participantId, name]) => {
		const pick = choice.picks.get(participantId);
		return pick ? [{ participantId, name, pick }] : [];
	});
	const stars = Math.max(0, ...view.stars(fileId).values());
	return { fileId, in: choice.in, verdict: choice.verdict, weDisagree: choice.weDisagree, picks, stars };
}

async function findSelection(db: Database, galleryId: string, selectionId: string) {
	const live = and(
		eq(selection.id, selectionId),
		eq(selection.galleryId, galleryId),
		isNull(selection.deletedAt)
	);
	const found = await db
		.select({ row: selection, here: gallery })
		.from(selection)
		.innerJoin(gallery, eq(gallery.id, selection.galleryId))
		.where(live)
		.get();
	if (!found) throw new AppError('not-found', 'faults:detail.not-found');
	return found;
}

const marksFor = (db: Database, galleryId: string, selectionId: string): Promise<MarkRow[]> =>
	db
		.select()
		.from(mark)
		.where(and(eq(mark.galleryId, galleryId), or(eq(mark.selectionId, selectionId), eq(mark.kind, 'stars'))))
		.all();

export type Remark = Comment & {
	id: string;
	by: string;
	/** Milliseconds, the server's. */
	at: number;
	/** Milliseconds, and by whom; null while it is open. */
	resolvedAt: number | null;
	studioOnly: boolean;
};

/** Comments, oldest first; with `studio` also those that clients never see. */
export async function commentsOf(
	db: Database,
	galleryId: string,
	{ studio }: { studio: boolean }
): Promise<Remark[]> {
	const kinds = and(eq(mark.galleryId, galleryId), inArray(mark.kind, ['comment', 'resolve']));
	return commentsAmong(
		await db.select().from(mark).where(kinds).orderBy(asc(mark.at)).all(),
		await namesIn(db, galleryId)
	).filter(({ studioOnly }) => studio || !studioOnly);
}

export type Instruction = { text: string; commentId: string; by: string };

/** The open public comments on these files: what an order item freezes as its instructions. */
export async function openInstructions(db: Database, fileIds: string[]): Promise<Map<string, Instruction[]>> {
	const found = new Map<string, Instruction[]>(fileIds.map((id) => [id, []]));
	const galleries = await inChunks(fileIds, async (part) =>
		db.selectDistinct({ id: file.galleryId }).from(file).where(inArray(file.id, part)).all()
	);
	for (const galleryId of new Set(galleries.map(({ id }) => id)))
		for (const { id, file: fileId, text, time, by, resolvedAt } of await commentsOf(db, galleryId, {
			studio: false
		}))
			if (resolvedAt === null) found.get(fileId)?.push({ text: saidAt(time, text), commentId: id, by });
	return found;
}

/** Who retouches by a list or a mail finds the moment in the words. */
const saidAt = (time: number | undefined, text: string) =>
	time === undefined ? text : `${filmTime(time * 1000)} ${text}`;

function commentsAmong(rows: MarkRow[], names: Map<string, string>): Remark[] {
	const resolved = new Map<string, number>();
	for (const { kind, key, at } of rows)
		if (kind === 'resolve') {
			const id = key.slice('resolve:'.length);
			resolved.set(id, Math.min(at, resolved.get(id) ?? at));
		}
	return rows.flatMap(({ kind, key, value, book, participantId, at }) => {
		const read = v.safeParse(CommentSchema, value);
		if (kind !== 'comment' || !read.success) return [];
		const id = key.slice('comment:'.length);
		const studioOnly = parseBook(book)?.kind === 'studio';
		const by = names.get(participantId) ?? '';
		return [{ ...read.output, id, by, at, resolvedAt: resolved.get(id) ?? null, studioOnly }];
	});
}

async function namesIn(db: Database, galleryId: string): Promise<Map<string, string>> {
	const rows = await db.select().from(participant).where(eq(participant.galleryId, galleryId)).all();
	return new Map(rows.map(({ id, name }) => [id, name]));
}
