import * as decoding from 'lib0/decoding';
import * as v from 'valibot';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';
import { AckSchema, type Ack } from '#lib/realtime/ack.ts';
import { awarenessFrame, MESSAGE } from '#lib/realtime/frames.ts';
import { encodeAwareness, PresenceSchema, type Presence, type Says } from '#lib/realtime/presence.ts';

export type RoomAddress = {
	/** http(s) origin of the app. */
	origin: string;
	galleryId: string;
	clientId: number;
	epoch: string;
	as: 'client' | 'studio';
};
export type SocketEvents = {
	onopen: () => void;
	/** The server's state is here, and it has all of ours. */
	onsync: () => void;
	onack: (ack: Ack) => void;
	/** Something the server sent was applied to the document. */
	onserver: (update: Uint8Array) => void;
	onpresence: (others: Presence[]) => void;
	/** Closed, by whomever; y-websocket would try again by itself, we decide. */
	onclose: (code: number) => void;
};
export type RoomSocket = {
	connect: () => void;
	/** Gives the connection up, as if it had been lost. */
	drop: () => void;
	say: (says: Partial<Says>) => void;
	close: () => void;
};

/** A connection without a code: the network's doing. */
const LOST = 1006;

/** y-websocket for the bytes; reconnecting, acknowledgements and presence are ours. */
export function openSocket(
	address: RoomAddress,
	doc: Y.Doc,
	events: SocketEvents,
	WebSocketPolyfill?: typeof WebSocket
): RoomSocket {
	const provider = providerAt(address, doc, WebSocketPolyfill);
	report(provider, events);
	doc.on('update', (update: Uint8Array, from: unknown) => from === provider && events.onserver(update));
	speakForMyself(provider, address.clientId);
	provider.awareness.on('change', () => events.onpresence(othersIn(provider, address.clientId)));
	return {
		connect: () => provider.connect(),
		drop: () => provider.disconnect(),
		say: (says) => provider.awareness.setLocalState({ ...provider.awareness.getLocalState(), ...says }),
		close: () => provider.destroy()
	};
}

function providerAt(
	{ origin, galleryId, clientId, epoch, as }: RoomAddress,
	doc: Y.Doc,
	WebSocketPolyfill: typeof WebSocket | undefined
) {
	const studio: Record<string, string> = as === 'studio' ? { as } : {};
	return new WebsocketProvider(`${origin.replace(/^http/, 'ws')}/sync`, galleryId, doc, {
		params: { seat: String(clientId), epoch, ack: '1', ...studio },
		...(WebSocketPolyfill ? { WebSocketPolyfill } : {}),
		// marks that another tab has not got through the gate must not come in by the side
		disableBc: true,
		connect: false
	});
}

/** Of the connection: opened, in step with the server, acknowledged, closed. */
function report(provider: WebsocketProvider, events: SocketEvents) {
	provider.messageHandlers[MESSAGE.ack] = (_encoder, decoder) => {
		const ack = readAck(decoder);
		// acknowledgements count by their order: without this one nothing that follows would be sure
		if (ack) events.onack(ack);
		else provider.disconnect();
	};
	provider.on('status', ({ status }) => {
		if (status !== 'connected') return;
		passOverUnreadable(provider);
		events.onopen();
	});
	provider.on('sync', (isSynced: boolean) => isSynced && events.onsync());
	provider.on('connection-close', (event) => {
		// the timer that y-websocket sets right after this finds nothing to do
		provider.shouldConnect = false;
		events.onclose(event?.code ?? LOST);
	});
}

const KNOWN: readonly number[] = Object.values(MESSAGE);

/** A frame that is none of ours, or cut, is passed over: it takes neither the page nor what comes after it. */
function passOverUnreadable({ ws }: WebsocketProvider) {
	const read = ws?.onmessage;
	if (!ws || !read) return;
	ws.onmessage = (event: MessageEvent) => {
		try {
			if (event.data instanceof ArrayBuffer && KNOWN.includes(typeOf(event.data))) read.call(ws, event);
		} catch {
			// the next sync brings again whatever it was about
		}
	};
}

const typeOf = (frame: ArrayBuffer) => decoding.readVarUint(decoding.createDecoder(new Uint8Array(frame)));

function readAck(decoder: decoding.Decoder): Ack | undefined {
	try {
		const ack = v.safeParse(AckSchema, JSON.parse(decoding.readVarString(decoder)));
		return ack.success ? ack.output : undefined;
	} catch {
		return undefined;
	}
}

/** y-websocket sends back whatever presence it hears; the server wants to hear of this page only. */
function speakForMyself(provider: WebsocketProvider, clientId: number) {
	const { awareness } = provider;
	awareness.off('update', provider._awarenessUpdateHandler);
	awareness.on('update', (_: unknown, from: unknown) => {
		const state = awareness.getLocalState();
		if (from !== 'local' || !state || !provider.wsconnected) return;
		const clock = awareness.meta.get(clientId)?.clock ?? 0;
		provider.ws?.send(new Uint8Array(awarenessFrame(encodeAwareness([{ clientId, clock, state }]))));
	});
}

function othersIn({ awareness }: WebsocketProvider, clientId: number): Presence[] {
	return [...awareness.getStates()].flatMap(([id, state]) => {
		const read = v.safeParse(PresenceSchema, state);
		return id !== clientId && read.success ? [read.output] : [];
	});
}
