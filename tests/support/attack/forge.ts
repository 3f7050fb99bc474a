import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** An update made in a document of its own, as anybody could make it. */
export function forge(clientId: number, write: (doc: Y.Doc) => void, from?: Y.Doc): Uint8Array {
	const doc = new Y.Doc();
	if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from));
	doc.clientID = clientId;
	const before = Y.encodeStateVector(doc);
	doc.transact(() => write(doc));
	return Y.encodeStateAsUpdate(doc, before);
}

/** Raw structs that Yjs would never write: `info` is the kind of content, 0 GC, 10 Skip. */
export function rawStructs(clientId: number, clock: number, info: number, length: number): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const n of [1, 1, clientId, clock]) encoding.writeVarUint(encoder, n);
	encoding.writeUint8(encoder, info);
	encoding.writeVarUint(encoder, length);
	encoding.writeVarUint(encoder, 0);
	return encoding.toUint8Array(encoder);
}

export const nest = (depth: number): unknown => (depth === 0 ? 1 : [nest(depth - 1)]);

export function lengthOnly(entries: number): Uint8Array {
	const encoder = encoding.createEncoder();
	encoding.writeVarUint(encoder, entries);
	return encoding.toUint8Array(encoder);
}

/** Two marks, the first of which is left out. */
export function withGap(clientId: number, book: string, first: string, second: string): Uint8Array {
	const doc = new Y.Doc();
	doc.clientID = clientId;
	const map = doc.getMap(book);
	map.set(first, 'yes');
	const between = Y.encodeStateVector(doc);
	map.set(second, 'yes');
	return Y.encodeStateAsUpdate(doc, between);
}

export function deletionOf(clientId: number, clock: number, length: number): Uint8Array {
	const encoder = encoding.createEncoder();
	for (const n of [0, 1, clientId, 1, clock, length]) encoding.writeVarUint(encoder, n);
	return encoding.toUint8Array(encoder);
}
