// An archive of originals against bare Node sending the same files: npx node bench/archive.ts
import { execFile } from 'node:child_process';
import { createReadStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import pino from 'pino';
import { createContext, type Context } from '#lib/server/context.ts';
import { file, gallery, version } from '#lib/server/db/schema.ts';
import { makeListener } from '#lib/server/http/listener.ts';
import { originalKey } from '#lib/server/storage/keys.ts';
import { rawRoutes } from '#src/front.ts';
import { readEnv } from '#src/env.ts';
import { aClient, aGallery } from '../tests/support/cast.ts';
import { browserOf } from '../tests/support/front.ts';
import { median, row, serveMeasured, startMeasured, verdict } from './measured.ts';

const SHOOTS = { large: { files: 60, bytes: 7_570_000 }, many: { files: 10_000, bytes: 20_000 } };
const ROUNDS = 5;
const self = fileURLToPath(import.meta.url);
const [role, dir = ''] = process.argv.slice(2);

const open = (dataDir: string) =>
	createContext(readEnv({ DATA_DIR: dataDir }), {
		migrations: resolve('drizzle'),
		log: pino({ level: 'warn' })
	});

async function serveApp(dataDir: string) {
	const server = createServer(
		makeListener(open(dataDir), rawRoutes, (_req, res) => void res.writeHead(404).end())
	);
	server.listen(0, '127.0.0.1', () => serveMeasured((server.address() as AddressInfo).port));
}

/** The floor: the same files one after the other, 1 MiB reads, nothing else. */
async function serveBare(dataDir: string) {
	const ctx = open(dataDir);
	const paths = Map.groupBy(ctx.db.read.select().from(version).all(), (each) => each.galleryId);
	const server = createServer(async (req, res) => {
		const rows = paths.get(req.url?.slice(1) ?? '') ?? [];
		res.writeHead(200, { 'content-length': rows.reduce((sum, each) => sum + each.bytes, 0) });
		for (const { storageKey } of rows) {
			const path = ctx.storage.localPath(storageKey) ?? '';
			for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
				if (!res.write(chunk)) await new Promise((drained) => res.once('drain', drained));
		}
		res.end();
	});
	server.listen(0, '127.0.0.1', () => serveMeasured((server.address() as AddressInfo).port));
}

const run = promisify(execFile);

/** curl reads: seconds in all, seconds to the first byte of the body, bytes. */
async function fetched(url: string, cookie = '') {
	const format = '%{time_total} %{time_starttransfer} %{size_download} %{http_code}';
	const { stdout } = await run('curl', [
		'-s',
		'-o',
		'/dev/null',
		'-w',
		format,
		'-H',
		`cookie: ${cookie}`,
		url
	]);
	const [seconds = 0, firstByte = 0, bytes = 0, status = 0] = stdout.split(' ').map(Number);
	if (status !== 200) throw new Error(`${url} answered ${status}`);
	return { seconds, firstByte, bytes };
}

async function measure() {
	const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-bench-'));
	try {
		for (const [name, shoot] of Object.entries(SHOOTS)) await compare(dataDir, name, shoot);
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
	}
}

type Shoot = { files: number; bytes: number };

async function compare(dataDir: string, name: string, shoot: Shoot) {
	const { galleryId, cookie } = await prepare(dataDir, shoot);
	const app = await startMeasured(self, ['app', dataDir]);
	const bare = await startMeasured(self, ['bare', dataDir]);
	const made = await fetch(`${app.origin}/g/${galleryId}/archives`, {
		method: 'POST',
		headers: { cookie, origin: 'http://localhost:3000' },
		body: JSON.stringify({ all: true })
	});
	const { url } = (await made.json()) as { url: string };
	console.log(`\n${shoot.files} files of ${shoot.bytes} bytes (${name})`);
	const rounds = { app: [] as Round[], bare: [] as Round[] };
	for (let i = 0; i <= ROUNDS; i++) {
		const fromBare = await round(bare, `${bare.origin}/${galleryId}`);
		const fromApp = await round(app, app.origin + url, cookie);
		if (i === 0) continue;
		rounds.bare.push(fromBare);
		rounds.app.push(fromApp);
	}
	const [a, b] = [summary('archive', rounds.app), summary('bare Node', rounds.bare)];
	if (name === 'large') {
		verdict('rate against bare Node', a['MB/s'] / b['MB/s'], a['MB/s'] / b['MB/s'] >= 0.85, '≥ 0.85');
		verdict('CPU s/GB', a['CPU s/GB'], a['CPU s/GB'] <= 0.7, '≤ 0.7');
		verdict('CPU against bare Node', a['CPU s/GB'] / b['CPU s/GB'], true, 'near 1');
		verdict('growth, MB', a['MB growth'], a['MB growth'] <= 64, '≤ 64');
	} else verdict('first byte, ms', a['ms first'], a['ms first'] <= 100, '≤ 100');
	await Promise.all([app.close(), bare.close()]);
}

type Round = { rate: number; cpu: number; first: number; growth: number };

async function round(
	server: Awaited<ReturnType<typeof startMeasured>>,
	url: string,
	cookie = ''
): Promise<Round> {
	const before = await server.usage();
	const { seconds, firstByte, bytes } = await fetched(url, cookie);
	const after = await server.usage();
	const cpu = (after.cpuSeconds - before.cpuSeconds) / (bytes / 1e9);
	return { rate: bytes / 1e6 / seconds, cpu, first: firstByte * 1000, growth: after.peakMB - before.rssMB };
}

function summary(name: string, rounds: Round[]) {
	const of = (key: keyof Round) => median(rounds.map((each) => each[key]));
	const found = {
		'MB/s': of('rate'),
		'CPU s/GB': of('cpu'),
		'ms first': of('first'),
		'MB growth': of('growth')
	};
	row(name, found);
	return found;
}

/** A gallery to take everything from; the bytes are written past the storage, which would sync each. */
async function prepare(dataDir: string, shoot: Shoot) {
	const ctx = open(dataDir);
	const { id: galleryId } = await aGallery(ctx, { preset: 'download' });
	const cleo = await aClient(ctx, galleryId, 'cleo', {
		look: true,
		mark: true,
		order: false,
		decide: false,
		download: 'all'
	});
	const cookie = await browserOf(ctx, cleo);
	await insertFiles(ctx, galleryId, shoot);
	ctx.db.close();
	return { galleryId, cookie };
}

async function insertFiles(ctx: Context, galleryId: string, { files, bytes }: Shoot) {
	const content = ctx.ids.bytes(bytes);
	const crc = crc32(content);
	const rows = Array.from({ length: files }, (_, i) => {
		const storageKey = originalKey(ctx.ids.next());
		const path = ctx.storage.localPath(storageKey) ?? '';
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, content);
		const name = `DSC_${String(i).padStart(5, '0')}.jpg`;
		return { id: ctx.ids.next(), versionId: ctx.ids.next(), storageKey, name };
	});
	const at = ctx.clock.now();
	await ctx.db.transaction((tx) => {
		for (const { id, versionId, storageKey, name } of rows) {
			const pair = {
				state: 'FINAL' as const,
				releasedState: 'FINAL' as const,
				currentVersion: 1,
				releasedVersion: 1
			};
			const named = { id, galleryId, name, cameraName: name };
			tx.insert(file)
				.values({ ...named, ...pair, status: 'ready', nextVersion: 2, createdAt: at })
				.run();
			const stored = { storageKey, sha256: storageKey, crc32: crc, bytes, kind: 'jpeg', picture: true };
			const where = { id: versionId, galleryId, fileId: id, n: 1, name };
			const made = { capture: {}, renditions: [], status: 'current' as const, createdAt: at, releasedAt: at };
			tx.insert(version)
				.values({ ...where, ...stored, ...made })
				.run();
		}
		tx.update(gallery).set({ changeNumber: 1 }).run();
	});
}

if (role === 'app') await serveApp(dir);
else if (role === 'bare') await serveBare(dir);
else await measure();
