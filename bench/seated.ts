import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { MESSAGE, syncFrame, SYNC } from '#lib/realtime/frames.ts';
import type { Context } from '#lib/server/context.ts';
import { aFile, aGallery } from '#tests/support/cast/cast.ts';
import { aSeated } from '#tests/support/realtime/live.ts';
import type { Sample } from './report.ts';

export type Place = { cookie: string; galleryId: string; clientId: number; epoch: string; book: string };
export type Room = { places: Place[]; files: string[]; selectionId: string };

/** A gallery of so many pictures with so many people who have taken their seats. */
export async function aRoom(ctx: Context, people: number, pictures: number): Promise<Room> {
	const gallery = await aGallery(ctx);
	const files: string[] = [];
	for (let i = 0; i < pictures; i++) files.push((await aFile(ctx, gallery.id)).id);
	const places: Place[] = [];
	for (let i = 0; i < people; i++) {
		const { browser, seat } = await aSeated(ctx, gallery.id, `person${i}`);
		const { clientId, epoch, participantId: book } = seat;
		places.push({ cookie: browser.cookie, galleryId: gallery.id, clientId, epoch, book });
	}
	return { places, files, selectionId: gallery.selectionId };
}

/** One person at a socket; `onack` and `onmark` are set by the measurement. */
export type Seated = {
	own: Y.Map<unknown>;
	room: Room;
	onack: () => void;
	onmark: (frame: Buffer) => void;
	leave: () => void;
};

async function sit(origin: string, room: Room, place: Place, localAddress: string): Promise<Seated> {
	const { cookie, galleryId, clientId, epoch, book } = place;
	const host = origin.replace('http', 'ws').replace('localhost', '127.0.0.1');
	const url = `${host}/sync/${galleryId}?seat=${clientId}&epoch=${epoch}&ack=1`;
	const ws = new WebSocket(url, { headers: { cookie, origin }, perMessageDeflate: false, localAddress });
	const doc = new Y.Doc();
	doc.clientID = clientId;
	const nothing = () => undefined;
	const seated = {
		own: doc.getMap(book),
		room,
		onack: nothing,
		onmark: nothing,
		leave: () => ws.terminate()
	};
	doc.on('update', (update: Uint8Array) => ws.send(syncFrame(SYNC.update, update)));
	const heard: Seated = seated;
	ws.on('message', (frame: Buffer) => {
		if (frame[0] === MESSAGE.ack) heard.onack();
		else if (frame[0] === MESSAGE.sync && frame[1] === SYNC.update) heard.onmark(frame);
	});
	await once(ws, 'open');
	// the server takes marks once it has heard what they already have
	ws.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(doc)));
	return heard;
}

const AT_ONCE = 50;
/** As from houses of their own: one network may hold 200 sockets. */
const addressOf = (n: number) => `127.0.0.${2 + Math.floor(n / 100)}`;

export async function sitAll(origin: string, rooms: Room[]): Promise<Seated[]> {
	const places = rooms.flatMap((room) => room.places.map((place) => ({ room, place })));
	const people: Seated[] = [];
	for (let i = 0; i < places.length; i += AT_ONCE)
		people.push(
			...(await Promise.all(
				places.slice(i, i + AT_ONCE).map(({ room, place }) => sit(origin, room, place, addressOf(i)))
			))
		);
	return people;
}

export const PACE_MS = 50;

/**
 * Twenty marks a second by turns; milliseconds until each other person has heard of each. The pictures must be new to
 * these people: Yjs does not repeat the key of a value that is set again.
 */
export async function look(people: Seated[], files: string[], seconds: number): Promise<Sample> {
	const begun = new Map<string, number>();
	const seen: number[] = [];
	for (const person of people)
		person.onmark = (frame) => {
			const now = performance.now();
			for (const [, file] of frame.toString('latin1').matchAll(/stars:([0-9a-z]{26})/g)) {
				const at = begun.get(file ?? '');
				if (at !== undefined) seen.push(now - at);
			}
		};
	const marks = (seconds * 1000) / PACE_MS;
	const began = performance.now();
	for (let i = 0; i < marks; i++) {
		const file = files[i % files.length] ?? '';
		begun.set(file, performance.now());
		people[i % people.length]?.own.set(`stars:${file}`, 1 + Math.floor(Math.random() * 5));
		await pause(Math.max(0, began + (i + 1) * PACE_MS - performance.now()));
	}
	const expected = marks * (people.length - 1);
	for (let i = 0; i < 100 && seen.length < expected; i++) await pause(100);
	const heard = seen.length / expected;
	if (heard < 0.99) throw new Error(`Only ${heard} of the marks were heard of`);
	return percentiles(seen);
}

/** Everybody has two marks on the way at any time; acknowledged ones count. */
export async function rush(people: Seated[], seconds: number) {
	const waited: number[] = [];
	const end = performance.now() + seconds * 1000;
	let i = 0;
	for (const person of people) {
		const sent: number[] = [];
		const { files, selectionId } = person.room;
		const mark = () => {
			if (performance.now() > end) return;
			sent.push(performance.now());
			const key = `pick:${selectionId}:${files[i++ % files.length]}`;
			person.own.set(key, (['yes', 'maybe', 'no'] as const)[i % 3]);
		};
		person.onack = () => {
			const at = sent.shift();
			if (at !== undefined && performance.now() <= end) waited.push(performance.now() - at);
			mark();
		};
		mark();
		mark();
	}
	await pause(seconds * 1000 + 200);
	return { count: waited.length, 'marks/s': waited.length / seconds, ...percentiles(waited) };
}

function percentiles(values: number[]): Sample {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
	return { 'ms p50': at(0.5), 'ms p99': at(0.99) };
}
