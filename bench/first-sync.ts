import { once } from 'node:events';
import { eq } from 'drizzle-orm';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { MESSAGE, SYNC, syncFrame } from '#lib/realtime/frames.ts';
import type { Context } from '#lib/server/context.ts';
import { selection } from '#lib/server/db/schema.ts';
import { aSeated } from '#tests/support/realtime/live.ts';
import type { Sample } from './report.ts';

type Seat = { cookie: string; clientId: number; epoch: string; book: string };
/** One who marks, and one who comes later. */
export type Seats = { galleryId: string; selectionId: string; marks: Seat; comes: Seat };

export async function seatsIn(ctx: Context, galleryId: string): Promise<Seats> {
	const sit = async (name: string) => {
		const { browser, seat } = await aSeated(ctx, galleryId, name);
		const { clientId, epoch, participantId: book } = seat;
		return { cookie: browser.cookie, clientId, epoch, book };
	};
	const of = await ctx.db.read.select().from(selection).where(eq(selection.galleryId, galleryId)).get();
	return { galleryId, selectionId: of?.id ?? '', marks: await sit('mara'), comes: await sit('carl') };
}

async function open(origin: string, { galleryId }: Seats, { cookie, clientId, epoch }: Seat) {
	const host = origin.replace('http', 'ws').replace('localhost', '127.0.0.1');
	const url = `${host}/sync/${galleryId}?seat=${clientId}&epoch=${epoch}&ack=1`;
	const ws = new WebSocket(url, { headers: { cookie, origin }, perMessageDeflate: false });
	await once(ws, 'open');
	return ws;
}

/** All of these are chosen, and each is on the disk. */
export async function markSome(origin: string, seats: Seats, files: readonly string[]) {
	const ws = await open(origin, seats, seats.marks);
	const doc = new Y.Doc();
	doc.clientID = seats.marks.clientId;
	ws.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(doc)));
	let acknowledged = Promise.withResolvers<void>();
	ws.on('message', (frame: Buffer) => frame[0] === MESSAGE.ack && acknowledged.resolve());
	doc.on('update', (update: Uint8Array) => ws.send(syncFrame(SYNC.update, update)));
	for (const file of files) {
		acknowledged = Promise.withResolvers();
		doc.getMap(seats.marks.book).set(`pick:${seats.selectionId}:${file}`, 'yes');
		await acknowledged.promise;
	}
	ws.terminate();
}

/** What somebody with an empty device gets before the room is whole. */
export async function firstSync(origin: string, seats: Seats): Promise<Sample> {
	const began = performance.now();
	const ws = await open(origin, seats, seats.comes);
	let bytes = 0;
	const whole = Promise.withResolvers<void>();
	ws.on('message', (frame: Buffer) => {
		bytes += frame.length;
		if (frame[0] === MESSAGE.sync && frame[1] === SYNC.step2) whole.resolve();
	});
	ws.send(syncFrame(SYNC.step1, Y.encodeStateVector(new Y.Doc())));
	await whole.promise;
	ws.terminate();
	return { kB: bytes / 1000, ms: performance.now() - began };
}
