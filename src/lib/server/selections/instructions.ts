import { and, asc, eq, inArray } from 'drizzle-orm';
import { parseBook, parseMarkKey } from '#lib/domain/marks/keys.ts';
import { parseMarkValue } from '#lib/domain/marks/values.ts';
import type { Reader, Transaction } from '../db/open.ts';
import { file, mark, participant } from '../db/schema.ts';

export type Instruction = { text: string; commentId?: string; by?: string };

/** Comments that clients can read and nobody ticked off, by file, oldest first: what an order item freezes. */
export function openComments(
	db: Reader | Transaction,
	fileIds: readonly string[]
): Map<string, Instruction[]> {
	const open = new Map<string, Instruction[]>();
	if (!fileIds.length) return open;
	const rows = db
		.select({ key: mark.key, book: mark.book, value: mark.value, fileId: mark.fileId, by: participant.name })
		.from(mark)
		.leftJoin(participant, eq(participant.id, mark.participantId))
		.where(and(eq(mark.kind, 'comment'), inArray(mark.fileId, [...fileIds])))
		.orderBy(asc(mark.at))
		.all();
	const settled = rows.length ? resolvedIn(db, fileIds[0] ?? '') : new Set<string>();
	for (const { key, book, value, fileId, by } of rows) {
		const parsed = parseMarkKey(key);
		const text = parseMarkValue('comment', value)?.text;
		if (!fileId || !text || parsed?.kind !== 'comment' || parseBook(book)?.kind !== 'own') continue;
		if (settled.has(parsed.commentId)) continue;
		open.set(fileId, [
			...(open.get(fileId) ?? []),
			{ text, commentId: parsed.commentId, ...(by ? { by } : {}) }
		]);
	}
	return open;
}

/** Files of one order are of one gallery; so are its resolutions. */
function resolvedIn(db: Reader | Transaction, fileId: string): Set<string> {
	const rows = db
		.select({ key: mark.key })
		.from(mark)
		.innerJoin(file, eq(file.galleryId, mark.galleryId))
		.where(and(eq(file.id, fileId), eq(mark.kind, 'resolve')))
		.all();
	return new Set(
		rows.flatMap(({ key }) => (key.startsWith('resolve:') ? [key.slice('resolve:'.length)] : []))
	);
}
