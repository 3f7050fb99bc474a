import { parseBook, parseMarkKey } from '#lib/domain/marks/keys.ts';
import { parseMarkValue } from '#lib/domain/marks/values.ts';
import type { Change } from './gate/apply.ts';
import type { Statements } from './statements.ts';

type Where = { galleryId: string; book: string; now: number };

/** Writes what an update changed into the mark table, in the commit of the update itself. */
export async function projectChanges(
	statements: Statements,
	{ galleryId, book, now }: Where,
	changes: readonly Change[]
) {
	const participantId = parseBook(book)?.participantId ?? book;
	for (const { key, value } of changes) {
		const parsed = parseMarkKey(key);
		if (!parsed || parsed.kind === 'at') continue;
		const kept = parseMarkValue(parsed.kind, value);
		if (kept === undefined) {
			await statements.take.run({ galleryId, book, key });
			continue;
		}
		const isComment = typeof kept === 'object';
		await statements.put.run({
			galleryId,
			book,
			participantId,
			key,
			kind: parsed.kind,
			selectionId: 'selectionId' in parsed ? parsed.selectionId : null,
			fileId: isComment ? kept.file : 'fileId' in parsed ? parsed.fileId : null,
			value: kept,
			// a comment that is mended keeps its time
			at: (isComment ? (await statements.markAt.get({ galleryId, book, key }))?.at : undefined) ?? now
		});
	}
}
