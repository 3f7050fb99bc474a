import { and, eq, isNull } from 'drizzle-orm';
import { excluded, param as p } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { isPicture } from '../db/pictures.ts';
import { file, gallery, mark, markUpdate, seat, selection, version } from '../db/schema.ts';

/** Every mark passes here: the statements of a commit, prepared once for the writer. */
export type Statements = ReturnType<typeof statementsOf>;

export const statementsOf = statement((tx: Transaction) => {
	const place = and(eq(mark.galleryId, p('galleryId')), eq(mark.book, p('book')), eq(mark.key, p('key')));
	return {
		epoch: tx
			.select({ epoch: gallery.epoch })
			.from(gallery)
			.where(eq(gallery.id, p('id')))
			.prepare(),
		file: tx
			.select({ released: file.releasedVersion, next: file.nextVersion })
			.from(file)
			.where(and(eq(file.id, p('id')), eq(file.galleryId, p('galleryId')), isNull(file.deletedAt), isPicture))
			.prepare(),
		film: tx
			.select({ durationMs: version.durationMs })
			.from(version)
			.where(and(eq(version.fileId, p('fileId')), eq(version.n, p('version'))))
			.prepare(),
		selection: tx
			.select({ lockedAt: selection.lockedAt })
			.from(selection)
			.where(
				and(eq(selection.id, p('id')), eq(selection.galleryId, p('galleryId')), isNull(selection.deletedAt))
			)
			.prepare(),
		markAt: tx.select({ at: mark.at }).from(mark).where(place).prepare(),
		anyMark: tx
			.select({ key: mark.key })
			.from(mark)
			.where(and(eq(mark.galleryId, p('galleryId')), eq(mark.book, p('book'))))
			.limit(1)
			.prepare(),
		seatOfBook: tx
			.select({ clientId: seat.clientId })
			.from(seat)
			.where(and(eq(seat.galleryId, p('galleryId')), eq(seat.book, p('book'))))
			.limit(1)
			.prepare(),
		log: tx
			.insert(markUpdate)
			.values({
				galleryId: p('galleryId'),
				book: p('book'),
				clientId: p('clientId'),
				clock: p('clock'),
				update: p('update'),
				createdAt: p('createdAt')
			})
			.returning({ seq: markUpdate.seq })
			.prepare(),
		put: tx
			.insert(mark)
			.values({
				galleryId: p('galleryId'),
				book: p('book'),
				participantId: p('participantId'),
				key: p('key'),
				kind: p('kind'),
				selectionId: p('selectionId'),
				fileId: p('fileId'),
				value: p('value'),
				at: p('at')
			})
			.onConflictDoUpdate({
				target: [mark.galleryId, mark.book, mark.key],
				set: { value: excluded(mark.value), at: excluded(mark.at), fileId: excluded(mark.fileId) }
			})
			.prepare(),
		take: tx.delete(mark).where(place).prepare()
	};
});
