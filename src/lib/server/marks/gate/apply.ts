import * as Y from 'yjs';

/** An entry of a book after an update; `value` undefined: taken back. */
export type Change = { key: string; value: unknown };

/**
 * Applies sifted bytes to a book's document and says which entries changed; null when they did anything else than
 * set and delete entries of this one map, after which the document is spoilt.
 */
export function applyToBook(doc: Y.Doc, book: string, bytes: Uint8Array): Change[] | null {
	const map = doc.getMap(book);
	let changed: Y.Transaction['changed'] | undefined;
	doc.transact((transaction) => {
		changed = transaction.changed;
		Y.applyUpdate(doc, bytes);
	});
	const { pendingStructs, pendingDs } = doc.store;
	if (pendingStructs !== null || pendingDs !== null || doc.share.size !== 1) return null;
	const changes: Change[] = [];
	for (const [type, keys] of changed ?? []) {
		if (!Object.is(type, map)) return null;
		for (const key of keys) {
			if (key === null) return null;
			changes.push({ key, value: map.get(key) });
		}
	}
	return changes;
}
