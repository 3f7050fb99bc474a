import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness';
import * as sync from 'y-protocols/sync';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import { awarenessFrame, MESSAGE, syncFrame, SYNC } from '#lib/realtime/frames.ts';
import { encodeAwareness } from '#lib/realtime/presence.ts';
import type { Seat } from '#lib/contract/seat.ts';
import { cookieNames } from '#lib/server/auth/cookies.ts';
import { startClientSession, startMemberSession } from '#lib/server/auth/sessions.ts';
import type { Context } from '#lib/server/context.ts';
import * as rows from '#lib/server/db/schema.ts';
import { takeSeat, takeStudioSeat } from '#lib/server/marks/index.ts';
import { attachRealtime, type Realtime } from '#lib/server/realtime/attach.ts';
import { aClient } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';

/** A real http server with real sockets on a real database. */
export type Live = TestContext & {
	origin: string;
	server: Server;
	realtime: Realtime;
	/** Ends the process, as far as one can tell from outside, and starts it again on the same folder and port. */
	restart: () => Promise<void>;
	stop: () => Promise<void>;
};

export async function startLive(settings: Record<string, string> = {}): Promise<Live> {
	const server = createServer((_, res) => res.writeHead(404).end()).setMaxListeners(0);
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const first = await makeContext({ ORIGIN: origin, ...settings });
	const live: Live = {
		...first,
		...{ origin, server },
		realtime: await attachRealtime(server, first.ctx),
		restart: async () => {
			await live.realtime.close();
			await live.ctx.db.close();
			for (const event of ['upgrade', 'request']) server.removeAllListeners(event);
			const { ctx, clock } = await makeContext({ ORIGIN: origin, ...settings, DATA_DIR: first.dir });
			clock.set(live.clock.now());
			Object.assign(live, { ctx, clock, realtime: await attachRealtime(server, ctx) });
		},
		stop: async () => {
			await live.realtime.close();
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
			await live.ctx.db.close();
			rmSync(first.dir, { recursive: true, force: true });
		}
	};
	return live;
}

/** One browser of one person in one gallery. */
export type Browser = { cookie: string; sessionId: string; galleryId: string; member: MemberActor | null };

export async function browserOf(ctx: Context, galleryId: string, participantId: string): Promise<Browser> {
	const { sessionId, cookie } = await startClientSession(ctx);
	const createdAt = ctx.clock.now();
	const row = { sessionId, galleryId, participantId, createdAt };
	await ctx.db.transaction(async (tx) => void (await tx.insert(rows.sessionParticipant).values(row).run()));
	return { cookie: pair(cookie), sessionId, galleryId, member: null };
}

export async function studioBrowser(ctx: Context, galleryId: string, member: MemberActor): Promise<Browser> {
	const cookie = pair(await startMemberSession(ctx, member.memberId));
	const row = (await ctx.db.read.select().from(rows.memberSession).all()).at(-1);
	return { cookie, sessionId: row?.id ?? '', galleryId, member };
}

const pair = (setCookie: string) => setCookie.split(';')[0] ?? '';
export const clientCookie = (ctx: Context, value: string) => `${cookieNames(ctx.env.ORIGIN).client}=${value}`;

export async function seatOf(ctx: Context, browser: Browser): Promise<Seat & { clientId: number }> {
	const asker = {
		member: browser.member,
		sessionId: browser.member ? null : browser.sessionId,
		network: 'test'
	};
	const take = browser.member ? takeStudioSeat : takeSeat;
	const { seat } = await take(ctx, asker, browser.galleryId, {});
	if (seat.clientId === undefined) throw new Error('no client id');
	return { ...seat, clientId: seat.clientId };
}

/** An invited client of a gallery, with a browser and a seat. */
export async function aSeated(ctx: Context, galleryId: string, name: string, rights?: Rights) {
	const actor = await aClient(ctx, galleryId, name, rights);
	const browser = await browserOf(ctx, galleryId, actor.participantId);
	return { actor, browser, seat: await seatOf(ctx, browser) };
}

type PeerOptions = {
	ack?: boolean;
	origin?: string | null;
	query?: Record<string, string>;
	silent?: boolean;
	doc?: Y.Doc;
};

/** A client of our own making that says exactly what a test wants, and can also be honest. */
export class Peer {
	readonly doc: Y.Doc;
	readonly seat: Seat & { clientId: number };
	readonly ws: WebSocket;
	readonly presence: Awareness;
	readonly acks: unknown[] = [];
	/** Every received frame, in order. */
	readonly frames: Uint8Array[] = [];
	readonly opened: Promise<void>;
	readonly synced: Promise<void>;
	readonly closed: Promise<number>;
	/** HTTP status where the upgrade was refused. */
	readonly refusedWith: Promise<number>;
	private readonly waiting = new Set<() => void>();

	constructor(
		live: { origin: string },
		browser: Browser,
		seat: Seat & { clientId: number },
		options: PeerOptions = {}
	) {
		const { ack = true, origin = live.origin, query = {}, silent = false } = options;
		this.seat = seat;
		this.doc = options.doc ?? new Y.Doc();
		this.doc.clientID = seat.clientId;
		this.presence = new Awareness(new Y.Doc());
		const params = new URLSearchParams({
			seat: String(seat.clientId),
			epoch: seat.epoch,
			...(ack ? { ack: '1' } : {}),
			...(browser.member ? { as: 'studio' } : {}),
			...query
		});
		const url = `${live.origin.replace('http', 'ws')}/sync/${browser.galleryId}?${params}`;
		const headers = { cookie: browser.cookie, ...(origin === null ? {} : { origin }) };
		this.ws = new WebSocket(url, { headers });
		this.ws.binaryType = 'nodebuffer';
		let isSynced: () => void = () => undefined;
		this.synced = new Promise((resolve) => (isSynced = resolve));
		this.opened = new Promise((resolve) => this.ws.once('open', () => resolve()));
		this.closed = new Promise((resolve) => this.ws.once('close', (code) => resolve(code)));
		this.refusedWith = new Promise((resolve) =>
			this.ws.once('unexpected-response', (_, res) => resolve(res.statusCode ?? 0))
		);
		this.ws.on('error', () => undefined);
		this.ws.on('message', (data: Buffer) => {
			this.frames.push(new Uint8Array(data));
			if (this.hear(new Uint8Array(data))) isSynced();
			for (const look of [...this.waiting]) look();
		});
		if (silent) return;
		this.ws.once('open', () => this.send(syncFrame(SYNC.step1, Y.encodeStateVector(this.doc))));
		this.doc.on('update', (update: Uint8Array, from: unknown) => {
			if (from !== this) this.update(update);
		});
	}

	/** Their own book. */
	get own(): Y.Map<unknown> {
		return this.doc.getMap(this.seat.participantId);
	}

	book = (name: string): Y.Map<unknown> => this.doc.getMap(name);
	send = (frame: Uint8Array) => this.ws.readyState === this.ws.OPEN && this.ws.send(frame);
	update = (update: Uint8Array) => this.send(syncFrame(SYNC.update, update));
	step2 = (update: Uint8Array) => this.send(syncFrame(SYNC.step2, update));
	say = (state: unknown, clock = 1) =>
		this.send(awarenessFrame(encodeAwareness([{ clientId: this.seat.clientId, clock, state }])));

	/** Resolves when it is true of what was received so far; looks after every frame. */
	until(isTrue: () => boolean): Promise<void> {
		if (isTrue()) return Promise.resolve();
		return new Promise((resolve) => {
			const look = () => {
				if (!isTrue()) return;
				this.waiting.delete(look);
				resolve();
			};
			this.waiting.add(look);
		});
	}

	/** Resolves when so many updates were acknowledged (or refused). */
	answered = (count = 1) => this.until(() => this.acks.length >= count);

	/** Those whom this peer sees. */
	here = () => [...this.presence.getStates().values()].filter((state) => 'participantId' in state);

	async leave() {
		this.presence.destroy();
		this.ws.close();
		await this.closed;
	}

	private hear(frame: Uint8Array): boolean {
		const decoder = decoding.createDecoder(frame);
		const type = decoding.readVarUint(decoder);
		if (type === MESSAGE.ack) this.acks.push(JSON.parse(decoding.readVarString(decoder)));
		if (type === MESSAGE.awareness)
			applyAwarenessUpdate(this.presence, decoding.readVarUint8Array(decoder), this);
		if (type !== MESSAGE.sync) return false;
		const answer = encoding.createEncoder();
		encoding.writeVarUint(answer, MESSAGE.sync);
		const step = sync.readSyncMessage(decoder, answer, this.doc, this);
		if (encoding.length(answer) > 1) this.send(encoding.toUint8Array(answer));
		return step === sync.messageYjsSyncStep2;
	}
}

/** Everything that a gallery's books hold in SQL, by book and key: what is durable. */
export async function durable(ctx: Context, galleryId: string): Promise<Record<string, unknown>> {
	const all = await ctx.db.read.select().from(rows.mark).all();
	return Object.fromEntries(
		all.filter((row) => row.galleryId === galleryId).map(({ book, key, value }) => [`${book} ${key}`, value])
	);
}
