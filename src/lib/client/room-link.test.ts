import { WebSocket } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import * as Y from 'yjs';
import * as rows from '#lib/server/db/schema.ts';
import { accessChanged } from '#lib/server/access/index.ts';
import { snapshotFor } from '#lib/server/marks/index.ts';
import { aFile, aGallery } from '../../../tests/support/cast.ts';
import { aSeated, durable, seatOf, startLive, type Browser, type Live } from '../../../tests/support/live.ts';
import { memoryCopy, type Copy, type CopyOf } from './room-copy.ts';
import { RoomLink } from './room-link.ts';
import type { LinkState } from './room-place.ts';
import type { Conflict, RefusedWaiting } from './waiting-replay.ts';
import { memoryShelf, type Shelf } from './waiting-shelf.ts';

let live: Live;
let pages: Page[] = [];
beforeEach(async () => {
	live = await startLive();
	pages = [];
});
afterEach(async () => {
	for (const page of pages) page.link.close();
	await live.stop();
});

/** What stays on a device between pages. */
type Device = { shelf: Shelf; copies: Map<string, Uint8Array> };
const aDevice = (): Device => ({ shelf: memoryShelf(), copies: new Map() });

function copyOn({ copies }: Device) {
	return ({ galleryId, participantId, epoch }: CopyOf): Copy => {
		const copy = memoryCopy();
		const name = `${galleryId} ${participantId} ${epoch}`;
		const kept = copies.get(name);
		if (kept) Y.applyUpdate(copy.doc, kept);
		copy.doc.on('update', () => copies.set(name, Y.encodeStateAsUpdate(copy.doc)));
		return { ...copy, erase: async () => void copies.delete(name) };
	};
}

/** A page of one person: the link, and everything that it told the screen. */
class Page {
	readonly link: RoomLink;
	readonly entries = new Map<string, unknown>();
	state: LinkState = 'opening';
	code: number | null = null;
	waiting = 0;
	refused: RefusedWaiting[] = [];
	conflicts: Conflict[] = [];
	participantId = '';
	here = new Set<string>();
	private readonly looking = new Set<() => void>();

	constructor(
		browser: Browser,
		files: () => { id: string; version: number }[],
		device = aDevice(),
		network = { up: true }
	) {
		const tell = () => [...this.looking].forEach((look) => look());
		class Socket extends WebSocket {
			constructor(url: string, protocols?: string[]) {
				super(network.up ? url : url.replace(/:\d+/, ':1'), protocols, {
					headers: { cookie: browser.cookie, origin: live.origin }
				});
			}
		}
		this.link = new RoomLink(
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
					selection: () => ({ locked: false })
				}),
				shelf: device.shelf,
				copyOf: copyOn(device),
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
				onseat: (seat) => (this.participantId = seat.participantId),
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
		pages.push(this);
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

	async joined() {
		void this.link.sit();
		await this.until(() => this.state === 'live');
		return this;
	}

	settled = () => this.until(() => this.state === 'live' && this.waiting === 0);
}

async function aScene() {
	const { ctx } = live;
	const gallery = await aGallery(ctx);
	const files = [await aFile(ctx, gallery.id), await aFile(ctx, gallery.id)].map(({ id }) => ({
		id,
		version: 1
	}));
	const [cleo, ben] = [await aSeated(ctx, gallery.id, 'cleo'), await aSeated(ctx, gallery.id, 'ben')];
	const pick = (i = 0) => `pick:${gallery.selectionId}:${files[i]?.id}`;
	return { ctx, gallery, files: () => files, cleo, ben, pick };
}

describe('a page', () => {
	it('shows its own marks at once, and the others’ as they come', async () => {
		const { gallery, files, cleo, ben, pick } = await aScene();
		const c = await new Page(cleo.browser, files).joined();
		const b = await new Page(ben.browser, files).joined();
		expect(c.link.set(pick(), 'yes')).toBeNull();
		expect([c.entries.get(`${c.participantId} ${pick()}`), c.waiting]).toEqual(['yes', 1]);
		await b.until(() => b.entries.get(`${c.participantId} ${pick()}`) === 'yes');
		await c.settled();
		expect(durable(live.ctx, gallery.id)).toEqual({ [`${c.participantId} ${pick()}`]: 'yes' });
		c.link.say({ looking: files()[0]?.id ?? null });
		await b.until(() => b.here.has('cleo'));
	});

	it('settles what changes nothing, and what is changed again before its acknowledgement', async () => {
		const { files, cleo, pick } = await aScene();
		const c = await new Page(cleo.browser, files).joined();
		c.link.set(pick(1), undefined);
		await c.settled();
		c.link.set(pick(), 'yes');
		await Promise.resolve();
		c.link.set(pick(), 'no');
		await c.settled();
		expect(durable(live.ctx, cleo.browser.galleryId)).toEqual({ [`${c.participantId} ${pick()}`]: 'no' });
	});

	it('refuses at once what the gate would refuse', async () => {
		const { files, cleo, gallery } = await aScene();
		const c = await new Page(cleo.browser, files).joined();
		expect(c.link.set(`verdict:${gallery.selectionId}:${files()[0]?.id}`, 'in')).toBe('no-right');
		expect(c.link.set('stars:nosuch', 5)).toBe('no-file');
		expect(c.waiting).toBe(0);
	});

	it('finds its marks again after the server was restarted, and those made meanwhile', async () => {
		const { files, cleo, ben, pick, gallery } = await aScene();
		const network = { up: true };
		const c = await new Page(cleo.browser, files, aDevice(), network).joined();
		const b = await new Page(ben.browser, files, aDevice(), network).joined();
		c.link.set(pick(), 'yes');
		await c.settled();
		network.up = false;
		await live.restart();
		await c.until(() => c.state === 'away');
		c.link.set(pick(1), 'maybe');
		network.up = true;
		await c.settled();
		await b.until(() => b.entries.get(`${c.participantId} ${pick(1)}`) === 'maybe');
		expect(Object.values(durable(live.ctx, gallery.id)).sort()).toEqual(['maybe', 'yes']);
	});
});

describe('without network', () => {
	it('a page shows what the device remembers, and keeps marks for later', async () => {
		const { files, cleo, ben, pick, gallery } = await aScene();
		const device = aDevice();
		const first = await new Page(cleo.browser, files, device).joined();
		const b = await new Page(ben.browser, files).joined();
		b.link.set(pick(), 'yes');
		await first.until(() => first.entries.get(`${b.participantId} ${pick()}`) === 'yes');
		first.link.close();
		const network = { up: false };
		const offline = new Page(cleo.browser, files, device, network);
		void offline.link.sit();
		await offline.until(() => offline.state === 'away');
		expect(offline.entries.get(`${b.participantId} ${pick()}`)).toBe('yes');
		expect(offline.link.set(pick(1), 'no')).toBeNull();
		expect([offline.waiting, offline.entries.get(`${offline.participantId} ${pick(1)}`)]).toEqual([1, 'no']);
		offline.link.close();
		const later = await new Page(cleo.browser, files, device).joined();
		await later.settled();
		expect(durable(live.ctx, gallery.id)[`${later.participantId} ${pick(1)}`]).toBe('no');
	});

	it('900 marks wait, and all arrive', async () => {
		const { ctx, cleo, gallery, files } = await aScene();
		const facts = await aFile(ctx, gallery.id);
		const { versionId: _, ...row } = facts;
		const many = Array.from({ length: 900 }, (_, i) => ({ id: `many${i}`, version: 1 }));
		await ctx.db.transaction((tx) =>
			many.forEach(({ id }) =>
				tx
					.insert(rows.file)
					.values({ ...row, id })
					.run()
			)
		);
		const device = aDevice();
		(await new Page(cleo.browser, files, device).joined()).link.close();
		const network = { up: false };
		const page = new Page(cleo.browser, () => many, device, network);
		void page.link.sit();
		await page.until(() => page.state === 'away');
		for (const { id } of many) page.link.set(`stars:${id}`, 5);
		expect(page.waiting).toBe(900);
		network.up = true;
		page.link.hurry();
		await page.settled();
		expect(Object.keys(durable(ctx, gallery.id)).length).toBe(900);
	});

	it('the same mark changed elsewhere is shown as both, and she chooses', async () => {
		const { files, cleo, pick, gallery } = await aScene();
		const device = aDevice();
		const first = await new Page(cleo.browser, files, device).joined();
		first.link.set(pick(), 'maybe');
		first.link.set(pick(1), 'maybe');
		await first.settled();
		first.link.close();
		const offline = new Page(cleo.browser, files, device, { up: false });
		void offline.link.sit();
		await offline.until(() => offline.state === 'away');
		offline.link.set(pick(), 'yes');
		offline.link.set(pick(1), 'yes');
		offline.link.close();
		const phone = await new Page(cleo.browser, files).joined();
		phone.link.set(pick(), 'no');
		phone.link.set(pick(1), 'no');
		await phone.settled();
		const back = await new Page(cleo.browser, files, device).joined();
		await back.until(() => back.conflicts.length === 2);
		expect(back.conflicts.map(({ mark, theirs }) => [mark.value, theirs])).toEqual([
			['yes', 'no'],
			['yes', 'no']
		]);
		expect(back.entries.get(`${back.participantId} ${pick()}`)).toBe('no');
		for (const [i, conflict] of [...back.conflicts].entries()) back.link.choose(conflict, i === 0);
		await back.settled();
		const mine = durable(live.ctx, gallery.id);
		expect([mine[`${back.participantId} ${pick()}`], mine[`${back.participantId} ${pick(1)}`]]).toEqual([
			'yes',
			'no'
		]);
	});
});

describe('what the server refuses', () => {
	it('is shown with its reason, and the other 200 are kept', async () => {
		const { ctx, cleo, gallery, files } = await aScene();
		const { versionId: _, ...row } = await aFile(ctx, gallery.id);
		const good = Array.from({ length: 200 }, (_, i) => ({ id: `good${i}`, version: 1 }));
		await ctx.db.transaction((tx) =>
			good.forEach(({ id }) =>
				tx
					.insert(rows.file)
					.values({ ...row, id })
					.run()
			)
		);
		// this page does not know yet that the studio took one picture away
		const known = [...good, { id: 'gone', version: 1 }];
		const page = await new Page(cleo.browser, () => [...files(), ...known]).joined();
		for (const { id } of known) page.link.set(`stars:${id}`, 4);
		await page.until(() => page.refused.length === 1);
		await page.settled();
		expect(page.refused.map(({ mark, reason }) => [mark.key, reason])).toEqual([['stars:gone', 'no-file']]);
		expect(Object.keys(durable(ctx, gallery.id)).length).toBe(200);
		expect(page.entries.has(`${page.participantId} stars:gone`)).toBe(false);
	});

	it('because the selection was locked meanwhile keeps what is on it', async () => {
		const { ctx, cleo, gallery, files, pick } = await aScene();
		const page = await new Page(cleo.browser, files).joined();
		await ctx.db.transaction(
			(tx) =>
				void tx
					.update(rows.selection)
					.set({ lockedAt: 1 })
					.where(eq(rows.selection.id, gallery.selectionId))
					.run()
		);
		page.link.set(pick(), 'yes');
		page.link.set(`stars:${files()[0]?.id}`, 5);
		await page.until(() => page.refused.length === 1);
		await page.settled();
		expect(page.refused[0]?.reason).toBe('locked');
		expect(durable(ctx, gallery.id)).toEqual({ [`${page.participantId} stars:${files()[0]?.id}`]: 5 });
	});

	it('for ever ends the page, and keeps the unsent marks', async () => {
		const { ctx, cleo, gallery, files, pick } = await aScene();
		const device = aDevice();
		const network = { up: true };
		const page = await new Page(cleo.browser, files, device, network).joined();
		page.link.set(pick(), 'yes');
		await page.settled();
		network.up = false;
		await live.ctx.db.transaction((tx) => {
			tx.delete(rows.accessRow).where(eq(rows.accessRow.galleryId, gallery.id)).run();
			accessChanged(tx, ctx, gallery.id, ['cleo@client.test']);
		});
		await page.until(() => page.state === 'ended');
		expect(page.code).toBe(4403);
		expect(device.copies.size).toBe(0);
	});

	it('with other rights asks for a new seat and goes on', async () => {
		const { ctx, cleo, gallery, files, pick } = await aScene();
		const page = await new Page(cleo.browser, files).joined();
		await ctx.db.transaction((tx) => {
			tx.update(rows.accessRow).set({ decide: true }).where(eq(rows.accessRow.galleryId, gallery.id)).run();
			accessChanged(tx, ctx, gallery.id, ['cleo@client.test']);
		});
		await page.until(() => page.state === 'away');
		await page.until(() => page.state === 'live');
		expect(page.link.set(`verdict:${gallery.selectionId}:${files()[0]?.id}`, 'in')).toBeNull();
		page.link.set(pick(), 'yes');
		await page.settled();
	});
});
