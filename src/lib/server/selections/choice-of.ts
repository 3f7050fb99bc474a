import { and, eq, inArray, isNull, or } from 'drizzle-orm';
import { compareFiles } from '#lib/domain/galleries/file-order.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import type { ViewParticipant } from '#lib/domain/marks/facts.ts';
import { MarksView } from '#lib/domain/marks/view.ts';
import { rightsOfParticipant } from '../access/index.ts';
import type { Reader, Transaction } from '../db/open.ts';
import { file, gallery, mark, member, participant, selection } from '../db/schema.ts';

type Db = Reader | Transaction;
export type FileRow = typeof file.$inferSelect;
export type SelectionRow = typeof selection.$inferSelect;
/** A selection as everybody's books together say, over the gallery's files in gallery order. */
export type ChoiceOf = {
	selection: SelectionRow;
	files: FileRow[];
	names: Map<string, string>;
	view: MarksView;
};

/** Null when the gallery has no such selection. */
export function choiceOf(db: Db, galleryId: string, selectionId: string, now: number): ChoiceOf | null {
	const isThis = and(
		eq(selection.id, selectionId),
		eq(selection.galleryId, galleryId),
		isNull(selection.deletedAt)
	);
	const found = db
		.select({ selection, gallery })
		.from(selection)
		.innerJoin(gallery, eq(gallery.id, selection.galleryId))
		.where(isThis)
		.get();
	if (!found) return null;
	const files = filesInOrder(db, found.gallery);
	const people = peopleOf(db, found.gallery, now);
	const view = new MarksView({ files, selections: [found.selection], participants: people });
	const kinds = and(
		eq(mark.galleryId, galleryId),
		or(eq(mark.selectionId, selectionId), inArray(mark.kind, ['stars', 'label']))
	);
	for (const row of db.select().from(mark).where(kinds).all()) view.setEntry(row.book, row.key, row.value);
	return {
		selection: found.selection,
		files,
		names: new Map(people.map(({ id, name }) => [id, name])),
		view
	};
}

/** The gallery's pictures in the order that everybody sees; deleted ones are not there. */
export function filesInOrder(
	db: Db,
	{ id, orderBy }: Pick<typeof gallery.$inferSelect, 'id' | 'orderBy'>
): FileRow[] {
	const compare = compareFiles(orderBy);
	const rows = db
		.select()
		.from(file)
		.where(and(eq(file.galleryId, id), isNull(file.deletedAt)))
		.all();
	const placed = rows.map((row) => ({ row, key: { ...row, takenAt: row.capturedAt } }));
	return placed.sort((a, b) => compare(a.key, b.key)).map(({ row }) => row);
}

type Person = ViewParticipant & { name: string };

/** Clients count while and after they may mark, until they are set aside; members if the gallery says so. */
function peopleOf(db: Db, { id, membersChoose }: typeof gallery.$inferSelect, now: number): Person[] {
	return db
		.select({ participant, role: member.role })
		.from(participant)
		.leftJoin(member, eq(member.id, participant.memberId))
		.where(eq(participant.galleryId, id))
		.all()
		.map(({ participant: row, role }) => {
			const isMember = row.memberId !== null;
			const decides = isMember
				? role !== null && memberCan(role, 'decide')
				: rightsOfParticipant(db, row, now).rights.decide;
			const setAside = row.setAsideAt !== null;
			return {
				id: row.id,
				name: row.name,
				isMember,
				isChooser: !isMember || membersChoose,
				canDecide: decides,
				setAside
			};
		});
}
