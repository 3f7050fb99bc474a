import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as rows from '#lib/server/db/schema.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { ann } from '#tests/support/cast/cast.ts';
import { memberBrowser } from '#tests/support/app/front.ts';
import { aShoot, openContext, type Shoot } from '#tests/support/media/large-shoot.ts';

// How long one request holds up everybody else: the longest turn of the server's event loop while large orders are read,
// written and sent, in CPU time of its thread and without the collector's pauses. A busy machine does not lengthen it.

const PICTURES = 1500;
/** What a large gallery is (docs/performance.md). */
const LARGE = 3000;
const AT_ONCE = 10;
/** What nobody feels, on a machine of today: printed beside what was found. */
const AIM_MS = 50;
/** Room for what a machine does beside; one list read or written in one turn takes several times this. */
const LIMIT_MS = 2 * AIM_MS;
/** The first times a machine does something it is slow at it: code is compiled, pages of the database are read. */
const TRIES = 3;

const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-turns-'));
const socket = join(dataDir, 'turns');
let app: App;
let shoot: Shoot;
let large: Shoot;
let studio: string;
beforeAll(async () => {
	const ctx = await openContext(dataDir);
	const pictures = [
		[1500, 750, 400].map((width) => ({ width, height: width / 1.5, bytes: Buffer.alloc(width) }))
	];
	shoot = await aShoot(ctx, PICTURES, pictures);
	large = await aShoot(ctx, LARGE, pictures);
	studio = await memberBrowser(ctx, await ann(ctx));
	await ctx.db.transaction(async (tx) => {
		const all = ['PROOF' as const, 'FINAL' as const, 'UNDEFINED' as const];
		await tx
			.update(rows.gallery)
			.set({ offerDownloads: all, offerOrders: all, deliveryRule: 'by-hand' })
			.run();
		await tx.update(rows.accessRow).set({ download: 'all' }).run();
	});
	await ctx.db.close();
	const inside = `--import ${resolve('tests/support/measure/turns-inside.ts')}`;
	app = await startApp({
		DATA_DIR: dataDir,
		ROLE: 'web',
		OWNER_EMAIL: '',
		TURNS_SOCKET: socket,
		NODE_OPTIONS: inside
	});
});
afterAll(async () => {
	await app?.close();
	rmSync(dataDir, { recursive: true, force: true });
});

const longestSinceAsked = async () => Number(await text(connect(socket)));

type Ask = { as?: 'client' | 'client of many' | 'studio'; body?: unknown; key?: string };
async function call(method: string, path: string, { as = 'studio', body, key }: Ask = {}): Promise<string> {
	const cookies = { client: shoot.cookie, 'client of many': large.cookie, studio };
	const headers = {
		origin: app.origin,
		cookie: cookies[as],
		...(body ? { 'content-type': 'application/json' } : {}),
		...(key ? { 'idempotency-key': key } : {})
	};
	const answer = await fetch(app.origin + path, {
		method,
		headers,
		...(body ? { body: JSON.stringify(body) } : {})
	});
	const words = await answer.text();
	expect(answer.status, `${method} ${path}: ${words.slice(0, 300)}`).toBeLessThan(300);
	return words;
}

const Made = v.object({ id: v.string() });
const Sent = v.object({ url: v.string() });
const Draft = v.object({ fileIds: v.array(v.string()), viewHash: v.string() });
const parse = <S extends v.GenericSchema>(schema: S, json: string) => v.parse(schema, JSON.parse(json));

/** The shortest that the longest turn of each act was, over some tries. */
const longest = new Map<string, number>();
async function watched<T>(act: string, work: () => Promise<T>): Promise<T> {
	await longestSinceAsked();
	const result = await work();
	longest.set(act, Math.min(longest.get(act) ?? Infinity, await longestSinceAsked()));
	return result;
}

const atOnce = (method: string, path: string, ask?: Ask) =>
	Promise.all(Array.from({ length: AT_ONCE }, () => call(method, path, ask)));

/** From the draft to the delivery, and everything that reads them; then all is as it was, but for the orders. */
async function life(n: number) {
	const { galleryId: g, fileIds } = shoot;
	const wanted = { as: 'client' as const, body: { fileIds, again: fileIds } };
	const [drafted = ''] = await watched('order drafts', () => atOnce('POST', `/g/${g}/order-draft`, wanted));
	const { viewHash, fileIds: exactly } = parse(Draft, drafted);
	const body = { fileIds: exactly, viewHash };
	const placed = await watched('an order placed', () =>
		call('POST', `/g/${g}/orders`, { as: 'client', body, key: `key-${n}` })
	);
	const { id } = parse(Made, placed);
	await watched('its pages', () => atOnce('GET', `/o/${id}`, { as: 'client' }));
	await watched('its pages to add from', () => atOnce('GET', `/o/${id}?add`, { as: 'client' }));
	await watched('its JSON', () => atOnce('GET', `/o/${id}.json`, { as: 'client' }));
	await watched('archives', () => atOnce('POST', `/g/${g}/archives`, { as: 'client', body: { all: true } }));
	await watched('the studio’s pages of it', () => atOnce('GET', `/studio/orders/${id}`));
	await watched('the studio’s list of orders', () => atOnce('GET', '/studio/orders'));
	await watched('the API’s answers', () => atOnce('GET', `/api/v1/orders/${id}`));
	const states = (state: string) =>
		call('POST', `/api/v1/galleries/${g}/states`, { body: { fileIds, state } });
	await watched('all made FINAL', () => states('FINAL'));
	await watched('all delivered', () => call('POST', `/api/v1/orders/${id}/deliver`));
	await watched('its pages, delivered', () => atOnce('GET', `/o/${id}`, { as: 'client' }));
	const sending = { body: { fileIds, to: ['nora@example.com'] } };
	const sent = await watched('files sent', () => call('POST', `/api/v1/galleries/${g}/deliveries`, sending));
	const { pathname } = new URL(parse(Sent, sent).url);
	await watched('delivery pages', () => atOnce('GET', pathname));
	await states('PROOF');
}

/** Everything that answers with the pictures of a gallery, whole or in part. */
async function galleries(n: number) {
	const { galleryId: g, fileIds } = large;
	const client = { as: 'client of many' as const };
	await watched('the studio’s pages of a gallery', () => atOnce('GET', `/studio/g/${g}`));
	await watched('its files for the studio', () => atOnce('GET', `/g/${g}/files?as=studio`));
	await watched('its files by the API', () => atOnce('GET', `/api/v1/galleries/${g}/files`));
	await watched('its pages to send from', () => atOnce('GET', `/studio/g/${g}/send`));
	await watched('its pages of choosing', () => atOnce('GET', `/studio/g/${g}/choosing`));
	await watched('the client’s pages of a gallery', () => atOnce('GET', `/g/${g}`, client));
	// what was made once is kept until something changes
	await call('PATCH', `/api/v1/files/${fileIds[0]}`, { body: { title: `try ${n}` } });
	await watched('its files for the client', () => atOnce('GET', `/g/${g}/files`, client));
	await watched('the studio’s home', () => atOnce('GET', '/studio'));
}

const isRed = () => [...longest.values()].some((ms) => ms >= LIMIT_MS * slowness());

test.each([
	[`orders of ${PICTURES} are read, written and sent`, life],
	[`a gallery of ${LARGE} is opened`, galleries]
])(
	`no turn of the event loop is longer than ${LIMIT_MS} ms while %s`,
	async (_, acts) => {
		longest.clear();
		const limit = LIMIT_MS * slowness();
		for (let n = 0; n < TRIES && (n === 0 || isRed()); n++) await acts(n);
		const table = [...longest].map(([act, ms]) => `${ms.toFixed(0).padStart(6)} ms  ${act}`);
		console.log(
			[`longest turn (aim ${(limit / 2).toFixed(0)} ms, limit ${limit.toFixed(0)} ms)`, ...table].join('\n')
		);
		expect([...longest].filter(([, ms]) => ms >= limit)).toEqual([]);
	},
	300_000
);

/** CPU ms that this takes on the machine on which the limit was set. */
const REFERENCE_MS = 25;

/** How much slower this machine is, at the kind of work that the server does; at least 1. */
function slowness(): number {
	const list = Array.from({ length: 3000 }, (_, i) => ({
		id: `id-${i}`,
		name: `DSC_${i}.jpg`,
		at: [i, i / 3]
	}));
	let least = Infinity;
	for (let tries = 0; tries < 8; tries++) {
		const before = process.threadCpuUsage();
		for (let n = 0; n < 8; n++) JSON.parse(JSON.stringify(list));
		const { user, system } = process.threadCpuUsage(before);
		least = Math.min(least, (user + system) / 1000);
	}
	return Math.max(1, least / REFERENCE_MS);
}
