// Marks seen by the others and kept for good, against a bare relay of ws: npx node bench/marks.ts
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { WebSocket, WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { MESSAGE, syncFrame, SYNC } from '#lib/realtime/frames.ts';
import { createContext } from '#lib/server/context.ts';
import { attachRealtime } from '#lib/server/realtime/attach.ts';
import { readEnv } from '#src/env.ts';
import { aFile, aGallery } from '../tests/support/cast.ts';
import { aSeated } from '../tests/support/live.ts';
import { row, serveMeasured, startMeasured, verdict, type Measured } from './measured.ts';

const FILES = 500;
const PACE_MS = 50;
const LOOK_SECONDS = 8;
const RUSH_SECONDS = 5;
const self = fileURLToPath(import.meta.url);

type Place = { cookie: string; galleryId: string; clientId: number; epoch: string; book: string };
type Shoot = { places: Place[]; files: string[]; selectionId: string };

const open = (dataDir: string, ORIGIN = 'http://localhost:3000') =>
	createContext(readEnv({ DATA_DIR: dataDir, ORIGIN }), {
		migrations: resolve('drizzle'),
		log: pino({ level: 'warn' })
	});

function serveApp(dataDir: string) {
	const server = createServer((_, res) => res.writeHead(404).end());
	server.listen(0, '127.0.0.1', () => {
		const { port } = server.address() as AddressInfo;
		attachRealtime(server, open(dataDir, `http://127.0.0.1:${port}`));
		serveMeasured(port);
	});
}

/** The floor: every frame to everybody else, nothing read, nothing kept. */
function serveBare() {
	const server = createServer();
	const wss = new WebSocketServer({ server, perMessageDeflate: false });
	wss.on('connection', (from) => {
		from.on('message', (data) => {
			for (const to of wss.clients) if (to !== from) to.send(data);
			from.send(Uint8Array.of(MESSAGE.ack));
		});
	});
	server.listen(0, '127.0.0.1', () => serveMeasured((server.address() as AddressInfo).port));
}

async function prepare(dataDir: string, people: number): Promise<Shoot> {
	const ctx = open(dataDir);
	const gallery = await aGallery(ctx);
	const files: string[] = [];
	for (let i = 0; i < FILES; i++) files.push((await aFile(ctx, gallery.id)).id);
	const places: Place[] = [];
	for (let i = 0; i < people; i++) {
		const { browser, seat } = await aSeated(ctx, gallery.id, `person${i}`);
		const { clientId, epoch, participantId: book } = seat;
		places.push({ cookie: browser.cookie, galleryId: gallery.id, clientId, epoch, book });
	}
	ctx.db.close();
	return { places, files, selectionId: gallery.selectionId };
}

/** One person at a socket; `onack` and `onmark` are set by the measurement. */
type Seated = {
	doc: Y.Doc;
	own: Y.Map<unknown>;
	ws: WebSocket;
	onack: () => void;
	onmark: (frame: Buffer) => void;
};

async function sit({ origin }: Measured, place: Place): Promise<Seated> {
	const { cookie, galleryId, clientId, epoch, book } = place;
	const url = `${origin.replace('http', 'ws')}/sync/${galleryId}?seat=${clientId}&epoch=${epoch}&ack=1`;
	const ws = new WebSocket(url, { headers: { cookie, origin } });
	const doc = new Y.Doc();
	doc.clientID = clientId;
	const seated: Seated = { doc, own: doc.getMap(book), ws, onack: () => undefined, onmark: () => undefined };
	doc.on('update', (update: Uint8Array) => ws.send(syncFrame(SYNC.update, update)));
	ws.on('message', (frame: Buffer) => {
		if (frame[0] === MESSAGE.ack) seated.onack();
		else if (frame[0] === MESSAGE.sync && frame[1] === SYNC.update) seated.onmark(frame);
	});
	await once(ws, 'open');
	return seated;
}

/** Twenty marks a second by turns; milliseconds until each other person has heard of each. */
async function look(server: Measured, shoot: Shoot) {
	const people = await Promise.all(shoot.places.map((place) => sit(server, place)));
	const begun = new Map<string, number>();
	const seen: number[] = [];
	for (const person of people)
		person.onmark = (frame) => {
			const now = performance.now();
			for (const [, file] of frame.toString('latin1').matchAll(/stars:([0-9a-z]{26})/g))
				seen.push(now - (begun.get(file ?? '') ?? now));
		};
	const marks = (LOOK_SECONDS * 1000) / PACE_MS;
	for (let i = 0; i < marks; i++) {
		const file = shoot.files[i % FILES] ?? '';
		begun.set(file, performance.now());
		people[i % people.length]?.own.set(`stars:${file}`, 1 + (i % 5));
		await pause(PACE_MS);
	}
	await pause(300);
	for (const { ws } of people) ws.terminate();
	return { heard: seen.length / (marks * (people.length - 1)), ...percentiles(seen) };
}

/** Everybody has two marks on the way at any time; acknowledged ones count. */
async function rush(server: Measured, shoot: Shoot) {
	const people = await Promise.all(shoot.places.map((place) => sit(server, place)));
	const before = await server.usage();
	const waited: number[] = [];
	const began = performance.now();
	const end = began + RUSH_SECONDS * 1000;
	let i = 0;
	for (const person of people) {
		const sent: number[] = [];
		const mark = () => {
			if (performance.now() > end) return;
			sent.push(performance.now());
			const key = `pick:${shoot.selectionId}:${shoot.files[i++ % FILES]}`;
			person.own.set(key, (['yes', 'maybe', 'no'] as const)[i % 3]);
		};
		person.onack = () => {
			const at = sent.shift();
			if (at !== undefined) waited.push(performance.now() - at);
			mark();
		};
		mark();
		mark();
	}
	await pause(RUSH_SECONDS * 1000);
	const seconds = (performance.now() - began) / 1000;
	const after = await server.usage();
	for (const { ws } of people) ws.terminate();
	const cpu = ((after.cpuSeconds - before.cpuSeconds) / waited.length) * 1e6;
	return { rate: waited.length / seconds, cpu, rss: after.peakMB, ...percentiles(waited) };
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

function percentiles(values: number[]) {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
	return { p50: at(0.5), p99: at(0.99) };
}

async function measure(people: number, rushes: boolean) {
	const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-bench-'));
	const servers: Measured[] = [];
	try {
		const shoot = await prepare(dataDir, people);
		const bare = await startMeasured(self, ['bare']);
		const app = await startMeasured(self, ['app', dataDir]);
		servers.push(bare, app);
		const floor = await look(bare, shoot);
		const ours = await look(app, shoot);
		row(`${people} people, bare ws`, { 'ms p50': floor.p50, 'ms p99': floor.p99 });
		row(`${people} people, durable`, { 'ms p50': ours.p50, 'ms p99': ours.p99, heard: ours.heard });
		verdict(`${people} people, seen by the others, p99 ms`, ours.p99, ours.p99 <= 25, '≤ 25');
		verdict('against bare ws', ours.p99 / floor.p99, ours.p99 <= 3 * floor.p99, '≤ 3');
		if (rushes) report(await rush(app, shoot));
	} finally {
		await Promise.all(servers.map((server) => server.close()));
		rmSync(dataDir, { recursive: true, force: true });
	}
}

function report({ rate, cpu, rss, p50, p99 }: Awaited<ReturnType<typeof rush>>) {
	row('all at once', { 'marks/s': rate, 'ms p50': p50, 'ms p99': p99, 'µs CPU': cpu, 'MB RSS': rss });
	verdict('marks kept a second', rate, rate >= 3000, '≥ 3,000');
}

const [role, dir = ''] = process.argv.slice(2);
if (role === 'app') serveApp(dir);
else if (role === 'bare') serveBare();
else {
	await measure(50, false);
	await measure(200, true);
}
