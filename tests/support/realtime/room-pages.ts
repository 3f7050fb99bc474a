import { afterEach, beforeEach } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { memoryReplica, type LocalReplica, type ReplicaKey } from '#lib/client/offline/local-replica.ts';
import { RoomConnection, type ConnectionState } from '#lib/client/room/connection.ts';
import type { Conflict, RefusedWaiting } from '#lib/client/room/replay.ts';
import { memoryStore, type OfflineStore } from '#lib/client/offline/offline-store.ts';
import * as rows from '#lib/server/db/schema.ts';
import { snapshotFor } from '#lib/server/marks/index.ts';
import { aFile, aGallery } from '#tests/support/cast/cast.ts';
import { aSeated, seatOf, startLive, type Browser, type Live } from './live.ts';

/** What stays on a device between pages. */
export type Device = { store: OfflineStore; replicas: Map<string, Uint8Array> };
export const aDevice = (): Device => ({ store: memoryStore(), replicas: new Map() });

function replicaOn({ replicas }: Device) {
	return ({ galleryId, participantId, epoch }: ReplicaKey): LocalReplica => {
		const replica = memoryReplica();
		const name = `${galleryId} ${participantId} ${epoch}`;
		const kept = replicas.get(name);
		if (kept) Y.applyUpdate(replica.doc, kept);
		replica.doc.on('update', () => replicas.set(name, Y.encodeStateAsUpdate(replica.doc)));
		return { ...replica, erase: async () => void replicas.delete(name) };
	};
}

type Files = () => { id: string; version: number }[];

/** A page of one person: the connection, and everything that it told the screen. */
export class Page {
	readonly connection: RoomConnection;
	readonly entries = new Map<string, unknown>();
	state: ConnectionState = 'opening';
	code: number | null = null;
	waiting = 0;
	refused: RefusedWaiting[] = [];
	conflicts: Conflict[] = [];
	participantId = '';
	here = new Set<string>();
	/** They have a seat; its document is still on its way. */
	onseat: () => void = () => undefined;
	private readonly looking = new Set<() => void>();
	private readonly sockets: WebSocket[] = [];

	constructor(live: Live, browser: Browser, files: Files, device = aDevice(), network = { up: true }) {
		const tell = () => [...this.looking].forEach((look) => look());
		const { sockets } = this;
		class Socket extends WebSocket {
			constructor(url: string, protocols?: string[]) {
				super(network.up ? url : url.replace(/:\d+/, ':1'), protocols, {
					headers: { cookie: browser.cookie, origin: live.origin }
				});
				sockets.push(this);
			}
		}
		this.connection = new RoomConnection(
			{
				origin: live.origin,
				galleryId: browser.galleryId,
				as: browser.member ? 'studio' : 'client',
				takeSeat: async () => {
					if (!network.up) throw new Error('no network');
					return seatOf(live.ctx, browser).catch((fault) => {
						throw Object.assign(new Error('refused'), { status: fault.fault === 'not-found' ? 404 : 401 });
					});
				},
				firstSync: async () => snapshotFor(live.ctx, browser.galleryId, 'client'),
				facts: () => ({
					file: (id) => files().find((file) => file.id === id),
					film: () => undefined,
					selection: () => ({ locked: false })
				}),
				store: device.store,
				replicaOf: replicaOn(device),
				now: () => live.clock.now(),
				delayMs: () => 5,
				// ws speaks the browser's events
				WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket
			},
			{
				onstate: (state, code) => {
					this.state = state;
					this.code = code;
					tell();
				},
				onseat: (seat) => {
					this.participantId = seat.participantId;
					this.onseat();
				},
				onreset: () => this.entries.clear(),
				onentry: (book, key, value) => {
					if (value === undefined) this.entries.delete(`${book} ${key}`);
					else this.entries.set(`${book} ${key}`, value);
					tell();
				},
				onpresence: (others) => {
					this.here = new Set(others.map(({ name }) => name));
					tell();
				},
				onwaiting: (count) => {
					this.waiting = count;
					tell();
				},
				onrefused: (refused) => {
					this.refused.push(...refused);
					tell();
				},
				onconflicts: (conflicts) => {
					this.conflicts = conflicts;
					tell();
				}
			}
		);
	}

	until(isTrue: () => boolean): Promise<void> {
		if (isTrue()) return Promise.resolve();
		return new Promise((resolve) => {
			const look = () => {
				if (!isTrue()) return;
				this.looking.delete(look);
				resolve();
			};
			this.looking.add(look);
		});
	}

	/** As if the server had sent this. */
	hear(frame: Uint8Array | string) {
		const [data, isBinary] =
			typeof frame === 'string' ? [Buffer.from(frame), false] : [Uint8Array.from(frame).buffer, true];
		this.sockets.at(-1)?.emit('message', data, isBinary);
	}

	/** How often it has connected. */
	get connections() {
		return this.sockets.length;
	}

	async joined() {
		void this.connection.join();
		await this.until(() => this.state === 'live');
		return this;
	}

	settled = () => this.until(() => this.state === 'live' && this.waiting === 0);
}

export type Pages = ReturnType<typeof pagesOn>;

/** Hooks: before each test a server; afterwards every page that was opened on it is closed. */
export function pagesForEach(begin: (pages: Pages) => void) {
	let pages: Pages;
	beforeEach(async () => begin((pages = pagesOn(await startLive()))));
	afterEach(() => pages.close());
}

function pagesOn(live: Live) {
	const opened: Page[] = [];
	return {
		live,
		page(...[browser, files, device, network]: DropFirst<ConstructorParameters<typeof Page>>) {
			const page = new Page(live, browser, files, device, network);
			opened.push(page);
			return page;
		},
		/** Cleo and Ben in a gallery with two pictures. */
		async scene() {
			const { ctx } = live;
			const gallery = await aGallery(ctx);
			const shot = [await aFile(ctx, gallery.id), await aFile(ctx, gallery.id)];
			const files = shot.map(({ id }) => ({ id, version: 1 }));
			const [cleo, ben] = [await aSeated(ctx, gallery.id, 'cleo'), await aSeated(ctx, gallery.id, 'ben')];
			const pick = (i = 0) => `pick:${gallery.selectionId}:${files[i]?.id}`;
			return { ctx, gallery, files: () => files, cleo, ben, pick };
		},
		/** So many more pictures in a gallery, called by this word and a number. */
		async morePictures(galleryId: string, word: string, count: number) {
			const { versionId: _, ...row } = await aFile(live.ctx, galleryId);
			const many = Array.from({ length: count }, (_, i) => ({ id: `${word}${i}`, version: 1 }));
			await live.ctx.db.transaction(async (tx) => {
				for (const { id } of many)
					await tx
						.insert(rows.file)
						.values({ ...row, id })
						.run();
			});
			return many;
		},
		async close() {
			for (const page of opened) page.connection.close();
			await live.stop();
		}
	};
}

type DropFirst<T extends unknown[]> = T extends [unknown, ...infer Rest] ? Rest : never;
