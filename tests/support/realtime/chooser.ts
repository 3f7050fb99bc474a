import * as decoding from 'lib0/decoding';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { MESSAGE, SYNC, syncFrame } from '#lib/realtime/frames.ts';
import type { Seat } from '#lib/contract/seat.ts';
import { openLink, takeSeat } from '#tests/support/app/api.ts';

/** `clock` after its transaction; `grew`: the transaction raised it, so that an acknowledged clock speaks of it. */
type Written = { key: string; value: unknown; clock: number; grew: boolean };

/** A client on the plain npm y-websocket that remembers what it wrote and what the server said is durable. */
export class Chooser {
	readonly doc = new Y.Doc();
	readonly seat: Seat & { clientId: number };
	readonly cookie: string;
	/** Everything below this clock of ours is durable. */
	acknowledged = 0;
	readonly written: Written[] = [];
	/** Close codes that y-websocket takes for the last word. */
	readonly dismissals: number[] = [];
	private readonly provider: WebsocketProvider;
	private socket: WebSocket | undefined;

	private constructor(origin: string, galleryId: string, cookie: string, seat: Seat & { clientId: number }) {
		this.seat = seat;
		this.cookie = cookie;
		this.doc.clientID = seat.clientId;
		const keep = (socket: WebSocket) => (this.socket = socket);
		class WithCookie extends WebSocket {
			constructor(url: string, protocols?: string[]) {
				super(url, protocols, { headers: { cookie, origin } });
				keep(this);
			}
		}
		this.provider = new WebsocketProvider(`${origin.replace('http', 'ws')}/sync`, galleryId, this.doc, {
			params: { seat: String(seat.clientId), epoch: seat.epoch, ack: '1' },
			// the provider types the browser's WebSocket; ws speaks the same events
			WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
			disableBc: true,
			maxBackoffTime: 300
		});
		this.provider.messageHandlers[MESSAGE.ack] = (_encoder, decoder) => {
			const { clock = 0 }: { clock?: number } = JSON.parse(decoding.readVarString(decoder));
			this.acknowledged = Math.max(this.acknowledged, clock);
		};
		this.provider.on('connection-close', (event) => {
			if (event && event.code >= 4400) this.dismissals.push(event.code);
		});
	}

	static async enter(origin: string, link: string, galleryId: string): Promise<Chooser> {
		const cookie = await openLink(origin, link);
		return Chooser.sit(origin, galleryId, cookie, await takeSeat(origin, cookie, galleryId));
	}

	static async sit(
		origin: string,
		galleryId: string,
		cookie: string,
		seat: Seat & { clientId: number }
	): Promise<Chooser> {
		const chooser = new Chooser(origin, galleryId, cookie, seat);
		await new Promise<void>((resolve) => chooser.provider.once('sync', () => resolve()));
		return chooser;
	}

	get own(): Y.Map<unknown> {
		return this.doc.getMap(this.seat.participantId);
	}

	/** The marks of one transaction; undefined takes one back. */
	write(marks: readonly (readonly [key: string, value: unknown])[]) {
		const before = this.clock;
		this.doc.transact(() => {
			for (const [key, value] of marks)
				if (value === undefined) this.own.delete(key);
				else this.own.set(key, value);
		});
		const { clock } = this;
		for (const [key, value] of marks) this.written.push({ key, value, clock, grew: clock > before });
	}

	get clock() {
		return Y.getState(this.doc.store, this.doc.clientID);
	}

	/** For each key whose last acknowledged mark is known: what may stand there, if nothing acknowledged is lost. */
	mayStand(): Map<string, unknown[]> {
		const last = this.written.findLastIndex(({ clock, grew }) => grew && clock <= this.acknowledged);
		const may = new Map<string, unknown[]>();
		this.written.forEach(({ key, value }, i) => {
			if (i <= last) may.set(key, [value]);
			// what came later may have arrived without its acknowledgement
			else if (may.has(key)) may.get(key)?.push(value);
		});
		return may;
	}

	/** Cuts the connection in the middle of whatever it was saying; y-websocket comes back by itself. */
	cut = () => this.socket?.terminate();
	/** Says everything over again, others' marks too. */
	repeat() {
		if (this.socket?.readyState === WebSocket.OPEN)
			this.socket.send(syncFrame(SYNC.update, Y.encodeStateAsUpdate(this.doc)));
	}
	leave = () => this.provider.disconnect();
	comeBack = () => this.provider.connect();
	close = () => this.provider.destroy();

	/** Resolves when it is true of the document; looks after every change. */
	until(isTrue: () => boolean): Promise<void> {
		if (isTrue()) return Promise.resolve();
		return new Promise((resolve) => {
			const look = () => {
				if (!isTrue()) return;
				this.doc.off('update', look);
				resolve();
			};
			this.doc.on('update', look);
		});
	}
}
