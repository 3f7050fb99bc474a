import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { MarksView } from '#lib/domain/marks/view.ts';
import type { Gallery } from '../access/index.ts';
import { inChunks } from '../db/in-chunks.ts';
import type { Database } from '../db/open.ts';
import { file, mark, selection } from '../db/schema.ts';
import { everybodyIn } from './people.ts';

type Selection = typeof selection.$inferSelect;

/**
 * How many pictures are in the first selection of each gallery, by the domain's rule; a gallery where nobody chose is
 * not in the answer. Only the marked pictures are read: a home of old galleries costs two statements.
 */
export async function chosenCounts(
	db: Database,
	galleries: readonly Gallery[],
	now: number
): Promise<Map<string, number>> {
	const firsts = await firstSelections(
		db,
		galleries.map(({ id }) => id)
	);
	const marks = Map.groupBy(await marksIn(db, [...firsts.values()]), (row) => row.mark.galleryId);
	return new Map(
		(
			await Array.fromAsync(galleries, async (here) => {
				const [first, rows] = [firsts.get(here.id), marks.get(here.id)];
				if (!first || !rows) return [];
				const live = new Set(rows.flatMap(({ liveFileId }) => liveFileId ?? []));
				const files = [...live].map((id) => ({ id }));
				const view = new MarksView({
					files,
					selections: [first],
					participants: await everybodyIn(db, here, now)
				});
				for (const { mark } of rows) view.setEntry(mark.book, mark.key, mark.value);
				return [[here.id, view.count(first.id)] as const];
			})
		).flat()
	);
}

async function firstSelections(db: Database, galleryIds: string[]): Promise<Map<string, Selection>> {
	const rows = await inChunks(galleryIds, async (part) =>
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

const marksIn = (db: Database, selections: Selection[]) =>
	inChunks(selections, async (part) =>
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
