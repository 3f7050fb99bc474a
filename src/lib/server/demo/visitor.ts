import * as v from 'valibot';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import { Seat } from '#lib/contract/seat.ts';
import type { Pick } from '#lib/domain/marks/values.ts';
import * as Y from 'yjs';

/** With a name from the invitation it has a book at once. */
const Taken = v.required(Seat, ['clientId']);
type Taken = v.InferOutput<typeof Taken>;

/** A client of the demo: opens their link like a browser, takes a seat and marks over the live protocol. */
export type Visitor = {
	selectionId: string;
	pick: (fileId: string, pick: Pick) => void;
	star: (fileId: string, stars: number) => void;
	say: (id: string, fileId: string, text: string) => void;
	post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<unknown>;
	/** Resolves when everything marked is stored, and leaves. */
	leave: () => Promise<void>;
};

export async function visit(origin: string, link: string, galleryId: string): Promise<Visitor> {
	const opened = await fetch(link, {
		method: 'POST',
		headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
		redirect: 'manual'
	});
	const cookie = opened.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
	const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
		const response = await fetch(origin + path, {
			method: 'POST',
			headers: { origin, cookie, 'content-type': 'application/json', ...headers },
			body: JSON.stringify(body)
		});
		if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
		const answer: unknown = await response.json();
		return answer;
	};
	const seat = v.parse(Taken, await post(`/g/${galleryId}/seat`, {}));
	const doc = new Y.Doc();
	doc.clientID = seat.clientId;
	const kept = follow(origin, cookie, galleryId, seat, doc);
	await kept.synced;
	const book = doc.getMap(seat.participantId);
	const selectionId = seat.selections[0]?.id ?? '';
	const key = (kind: string, fileId: string) => `${kind}:${fileId}`;
	return {
		selectionId,
		pick: (fileId, pick) => void book.set(key(`pick:${selectionId}`, fileId), pick),
		star: (fileId, stars) => void book.set(key('stars', fileId), stars),
		say: (id, fileId, text) =>
			void book.set(`comment:${seat.participantId}.${id}`, { file: fileId, version: 1, text }),
		post: (path, body, headers) => post(path, body, { 'x-participant': seat.participantId, ...headers }),
		leave: async () => {
			await kept.upTo(Y.getState(doc.store, doc.clientID));
			kept.close();
		}
	};
}

function follow(origin: string, cookie: string, galleryId: string, seat: Taken, doc: Y.Doc) {
	class WithCookie extends WebSocket {
		constructor(url: string, protocols?: string[]) {
			super(url, protocols, { headers: { cookie, origin } });
		}
	}
	const provider = new WebsocketProvider(`${origin.replace(/^http/, 'ws')}/sync`, galleryId, doc, {
		params: { seat: String(seat.clientId), epoch: seat.epoch, ack: '1' },
		// the provider wants the browser's class; ws has the same events
		WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
		disableBc: true
	});
	let durable = 0;
	let wake = () => {};
	const ACK = 4;
	provider.messageHandlers[ACK] = (_encoder, decoder) => {
		const text = Buffer.from(decoder.arr.subarray(decoder.pos)).toString();
		durable = Math.max(durable, Number(/"clock":(\d+)/.exec(text)?.[1] ?? 0));
		wake();
	};
	return {
		synced: new Promise<void>((resolve) => provider.once('sync', () => resolve())),
		upTo: async (clock: number) => {
			while (durable < clock) await new Promise<void>((resolve) => (wake = resolve));
		},
		close: () => provider.destroy()
	};
}
