import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { MarksView } from '#lib/domain/marks/view.ts';
import type { Gallery } from '../access/index.ts';
import { inChunks } from '../db/in-chunks.ts';
import type { Reader } from '../db/open.ts';
import { file, mark, selection } from '../db/schema.ts';
import { everybodyIn } from './people.ts';

type Read = Pick<Reader, 'select' | 'selectDistinct'>;
type Selection = typeof selection.$inferSelect;

/**
 * How many pictures are in the first selection of each gallery, by the domain's rule; a gallery where nobody chose is
 * not in the answer. Only the marked pictures are read: a home of old galleries costs two statements.
 */
export function chosenCounts(db: Read, galleries: readonly Gallery[], now: number): Map<string, number> {
	const firsts = firstSelections(
		db,
		galleries.map(({ id }) => id)
	);
	const marks = Map.groupBy(marksIn(db, [...firsts.values()]), (row) => row.mark.galleryId);
	return new Map(
		galleries.flatMap((here) => {
			const [first, rows] = [firsts.get(here.id), marks.get(here.id)];
			if (!first || !rows) return [];
			const live = new Set(rows.flatMap(({ liveFileId }) => liveFileId ?? []));
			const files = [...live].map((id) => ({ id }));
			const view = new MarksView({ files, selections: [first], participants: everybodyIn(db, here, now) });
			for (const { mark } of rows) view.setEntry(mark.book, mark.key, mark.value);
			return [[here.id, view.count(first.id)] as const];
		})
	);
}

function firstSelections(db: Read, galleryIds: string[]): Map<string, Selection> {
	const rows = inChunks(galleryIds, (part) =>
		db
			.select()
			.from(selection)
			.where(and(inArray(selection.galleryId, part), isNull(selection.deletedAt)))
			.orderBy(asc(selection.place), asc(selection.createdAt))
			.all()
	);
	const firsts = new Map<string, Selection>();
	for (const row of rows) if (!firsts.has(row.galleryId)) firsts.set(row.galleryId, row);
	return firsts;
}

const marksIn = (db: Read, selections: Selection[]) =>
	inChunks(selections, (part) =>
		db
			.select({ mark, liveFileId: file.id })
			.from(mark)
			.leftJoin(file, and(eq(file.id, mark.fileId), isNull(file.deletedAt)))
			.where(
				and(
					inArray(
						mark.selectionId,
						part.map(({ id }) => id)
					),
					inArray(mark.kind, ['pick', 'verdict'])
				)
			)
			.all()
	);
