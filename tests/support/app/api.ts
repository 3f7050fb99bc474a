import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { WebsocketProvider } from 'y-websocket';
import WebSocket from 'ws';
import * as Y from 'yjs';

// Speaks only what docs/api.md and docs/realtime.md promise: another program could do the same.

export type Api = {
	get: (path: string) => Promise<Response>;
	json: <T = any>(path: string) => Promise<T>; // eslint-disable-line @typescript-eslint/no-explicit-any
	send: (method: string, path: string, body?: unknown) => Promise<Response>;
	put: (path: string, bytes: Uint8Array) => Promise<Response>;
};

/** The photographer's scripts: a Bearer token and nothing else. */
export function makeApi(origin: string, token: string): Api {
	const headers = { authorization: `Bearer ${token}` };
	const url = (path: string) => `${origin}/api/v1${path}`;
	return {
		get: (path) => fetch(url(path), { headers }),
		json: async (path) => {
			const response = await fetch(url(path), { headers });
			if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
			return response.json();
		},
		send: (method, path, body) =>
			fetch(url(path), {
				method,
				headers: { ...headers, 'content-type': 'application/json' },
				body: body === undefined ? undefined : JSON.stringify(body)
			}),
		put: (path, bytes) => fetch(url(path), { method: 'PUT', headers, body: bytes as BodyInit })
	};
}

export type Client = {
	cookie: string;
	seat: any; // eslint-disable-line @typescript-eslint/no-explicit-any
	get: (path: string, headers?: Record<string, string>) => Promise<Response>;
	post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
	doc: Y.Doc;
	/** Writes into their own book. */
	mark: (key: string, value: unknown) => void;
	/** Resolves when the book of this participant holds the value. */
	sees: (participantId: string, key: string, value: unknown) => Promise<void>;
	look: (fileId: string | null) => void;
	close: () => void;
};

/** What the button of this page would send. */
export const hiddenFields = (html: string): Record<string, string> =>
	Object.fromEntries(
		[...html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [
			/name="([^"]*)"/.exec(tag)?.[1] ?? '',
			/value="([^"]*)"/.exec(tag)?.[1] ?? ''
		])
	);

/** Opens an invitation as a browser without JavaScript would; answers its Cookie header. */
export async function openLink(origin: string, link: string): Promise<string> {
	const hidden = hiddenFields(await (await fetch(link)).text());
	const opened = await fetch(link, {
		method: 'POST',
		headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
		body: new URLSearchParams(hidden).toString(),
		redirect: 'manual'
	});
	if (opened.status !== 303) throw new Error(`POST ${link}: ${opened.status}`);
	const cookies = opened.headers.getSetCookie().map((line) => line.split(';')[0]);
	return cookies.join('; ');
}

export async function takeSeat(origin: string, cookie: string, galleryId: string) {
	const seatResponse = await fetch(`${origin}/g/${galleryId}/seat`, {
		method: 'POST',
		headers: { origin, cookie, 'content-type': 'application/json' },
		body: '{}'
	});
	if (!seatResponse.ok) throw new Error(`seat: ${seatResponse.status} ${await seatResponse.text()}`);
	return seatResponse.json();
}

/** Opens an invitation, takes a seat, and joins with the plain npm client. */
export async function enter(origin: string, link: string, galleryId: string): Promise<Client> {
	const cookie = await openLink(origin, link);
	const seat = await takeSeat(origin, cookie, galleryId);
	const doc = new Y.Doc();
	doc.clientID = seat.clientId;
	const provider = join(origin, cookie, galleryId, seat, doc);
	await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
	const own = doc.getMap(seat.participantId);
	return {
		cookie,
		seat,
		doc,
		get: (path, headers = {}) => fetch(origin + path, { headers: { cookie, ...headers } }),
		post: (path, body, headers = {}) =>
			fetch(origin + path, {
				method: 'POST',
				headers: {
					origin,
					cookie,
					'content-type': 'application/json',
					'x-participant': seat.participantId,
					...headers
				},
				body: JSON.stringify(body)
			}),
		mark: (key, value) => void own.set(key, value),
		sees: (participantId, key, value) => holds(doc.getMap(participantId), key, value),
		look: (fileId) => provider.awareness.setLocalState({ looking: fileId }),
		close: () => provider.destroy()
	};
}

function join(
	origin: string,
	cookie: string,
	galleryId: string,
	seat: { clientId: number; epoch: string },
	doc: Y.Doc
) {
	class WithCookie extends WebSocket {
		constructor(url: string, protocols?: string[]) {
			super(url, protocols, { headers: { cookie, origin } });
		}
	}
	return new WebsocketProvider(`${origin.replace('http', 'ws')}/sync`, galleryId, doc, {
		params: { seat: String(seat.clientId), epoch: String(seat.epoch) },
		// the provider types the browser's WebSocket; ws speaks the same events
		WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
		disableBc: true
	});
}

function holds(map: Y.Map<unknown>, key: string, value: unknown): Promise<void> {
	const fits = () => JSON.stringify(map.get(key)) === JSON.stringify(value);
	if (fits()) return Promise.resolve();
	return new Promise((resolve) => {
		const look = () => {
			if (!fits()) return;
			map.unobserve(look);
			resolve();
		};
		map.observe(look);
	});
}

export const sha256 = (bytes: Uint8Array | ArrayBuffer) =>
	createHash('sha256').update(new Uint8Array(bytes)).digest('hex');

/** Asks again until the answer fits, with a breath between: asking without one starves the niced decoders. */
export async function until<T>(
	ask: () => Promise<T>,
	fits: (answer: T) => boolean,
	timeoutMs = 120_000
): Promise<T> {
	const end = performance.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (fits(answer)) return answer;
		if (performance.now() > end)
			throw new Error(`Never came true; last: ${JSON.stringify(answer).slice(0, 2000)}`);
		await pause(50);
	}
}
