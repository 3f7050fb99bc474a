import * as Y from 'yjs';
import { canMark, type MarkFacts, type MarkRefusal } from '#lib/domain/marks/can-mark.ts';
import { commentAuthor } from '#lib/domain/marks/keys.ts';
import type { Seat } from '#lib/contract/seat.ts';
import type { Copy } from '#lib/client/offline/local-replica.ts';
import { Outbox } from './pending-updates.ts';
import type { RoomSocket } from './socket.ts';
import type { WaitingMarks } from './waiting-marks.ts';

/** A document with its socket and its copy on this device: discarded as a whole when the seat is no longer good. */
export type Stage = { doc: Y.Doc; copy: Copy; outbox: Outbox; socket: RoomSocket | null; isSynced: boolean };

/** A document that nobody writes, for want of a seat: marks go to the waiting list alone. */
export const NO_CLIENT = 0;

/** Starts from this device's copy, else from the server's snapshot. */
export async function makeStage(
	copy: Copy,
	{ studioClientId }: Pick<Seat, 'studioClientId'>,
	clientId: number,
	firstSync: () => Promise<Uint8Array>
): Promise<Stage> {
	await copy.loaded.catch(() => undefined);
	if (copy.doc.store.clients.size === 0 && clientId !== NO_CLIENT)
		// without it the socket brings the same, only not compressed
		await firstSync().then(
			(bytes) => Y.applyUpdateV2(copy.doc, bytes),
			() => undefined
		);
	const doc = new Y.Doc();
	doc.clientID = clientId;
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy.doc));
	const outbox = new Outbox(doc, (book) =>
		book.startsWith('studio:') ? (studioClientId ?? clientId) : clientId
	);
	return { doc, copy, outbox, socket: null, isSynced: false };
}

export function dismantle({ socket, doc, copy }: Stage) {
	socket?.close();
	doc.destroy();
	copy.close();
}

/** The gate's own rule, on what this page knows: what it would refuse is never sent. */
export function judgeHere(
	facts: Pick<MarkFacts, 'file' | 'selection'>,
	{ participantId, isMember, rights }: Seat,
	key: string,
	value: unknown,
	doc: Y.Doc | undefined,
	waiting: WaitingMarks | undefined
): MarkRefusal | null {
	const hasComment = (id: string) => {
		const author = commentAuthor(id);
		const place = `comment:${id}`;
		return [author, `studio:${author}`].some(
			(book) => waiting?.get(book, place)?.value !== undefined || doc?.getMap(book).has(place)
		);
	};
	return canMark({ ...facts, hasComment }, { participantId, isMember, rights }, key, value);
}
