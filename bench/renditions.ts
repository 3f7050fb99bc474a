// Thumbnails with access checked, against bare Node: npx node bench/renditions.ts
import autocannon from 'autocannon';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eq } from 'drizzle-orm';
import pino from 'pino';
import { createContext } from '#lib/server/context.ts';
import { version } from '#lib/server/db/schema.ts';
import { makeListener } from '#lib/server/http/listener.ts';
import { rawRoutes } from '#src/front.ts';
import { readEnv } from '#src/env.ts';
import { aClient, aGallery } from '../tests/support/cast.ts';
import { browserOf } from '../tests/support/front.ts';
import { aStoredFile, storeRendition } from '../tests/support/stored.ts';
import { median, row, serveMeasured, startMeasured, verdict, type Measured } from './measured.ts';

const PICTURES = 100;
const BYTES = 16_000;
const CONNECTIONS = 50;
const SECONDS = 4;
const ROUNDS = 3;
const self = fileURLToPath(import.meta.url);

const open = (dataDir: string) =>
	createContext(readEnv({ DATA_DIR: dataDir }), {
		migrations: resolve('drizzle'),
		log: pino({ level: 'warn' })
	});

const listen = (server: ReturnType<typeof createServer>) =>
	server.listen(0, '127.0.0.1', () => serveMeasured((server.address() as AddressInfo).port));

function serveApp(dataDir: string) {
	listen(createServer(makeListener(open(dataDir), rawRoutes, (_req, res) => void res.writeHead(404).end())));
}

/** The floor: a stream of the file, no question asked. */
function serveBare(dataDir: string) {
	const ctx = open(dataDir);
	const rows = ctx.db.read.select().from(version).all();
	const paths = new Map(
		rows.map((each) => [each.fileId, ctx.storage.localPath(each.renditions[0]?.key ?? '') ?? ''])
	);
	listen(
		createServer((req, res) => {
			res.writeHead(200, { 'content-type': 'image/webp', 'content-length': BYTES });
			createReadStream(paths.get(req.url?.split('/')[3] ?? '') ?? '').pipe(res);
		})
	);
}

async function measure() {
	const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-bench-'));
	const servers: Measured[] = [];
	try {
		const { paths, cookie } = await prepare(dataDir);
		const app = await startMeasured(self, ['app', dataDir]);
		servers.push(app);
		const bare = await startMeasured(self, ['bare', dataDir]);
		servers.push(bare);
		const rounds = { app: [] as Round[], bare: [] as Round[] };
		for (let i = 0; i <= ROUNDS; i++) {
			const [fromBare, fromApp] = [await round(bare, paths), await round(app, paths, cookie)];
			if (i === 0) continue;
			rounds.bare.push(fromBare);
			rounds.app.push(fromApp);
		}
		const [a, b] = [summary('access checked', rounds.app), summary('bare file stream', rounds.bare)];
		verdict('requests a second', a['req/s'], a['req/s'] >= 5000, '≥ 5,000');
		verdict('p99, ms', a['ms p99'], a['ms p99'] <= 30, '≤ 30');
		verdict('CPU against bare Node', a['µs CPU'] / b['µs CPU'], true, 'near 1');
	} finally {
		await Promise.all(servers.map((server) => server.close()));
		rmSync(dataDir, { recursive: true, force: true });
	}
}

async function prepare(dataDir: string) {
	const ctx = open(dataDir);
	const { id: galleryId } = await aGallery(ctx);
	const cookie = await browserOf(ctx, await aClient(ctx, galleryId));
	const paths: string[] = [];
	for (let i = 0; i < PICTURES; i++) {
		const { id, versionId } = await aStoredFile(ctx, galleryId, { bytes: Buffer.alloc(10) });
		const rendition = await storeRendition(ctx, 400, ctx.ids.bytes(BYTES));
		await ctx.db.transaction(
			(tx) =>
				void tx
					.update(version)
					.set({ renditions: [rendition] })
					.where(eq(version.id, versionId))
					.run()
		);
		paths.push(`/r/${galleryId}/${id}/1/400.webp`);
	}
	ctx.db.close();
	return { paths, cookie };
}

type Round = { rate: number; p50: number; p99: number; cpu: number; rss: number };

async function round(server: Measured, paths: string[], cookie = ''): Promise<Round> {
	const before = await server.usage();
	const load = await autocannon({
		url: server.origin,
		connections: CONNECTIONS,
		duration: SECONDS,
		headers: { cookie },
		requests: paths.map((path) => ({ method: 'GET', path }))
	});
	const after = await server.usage();
	if (load.non2xx + load.errors > 0) throw new Error(`${load.non2xx} refused, ${load.errors} failed`);
	const cpu = ((after.cpuSeconds - before.cpuSeconds) / load.requests.total) * 1e6;
	return {
		rate: load.requests.average,
		p50: load.latency.p50,
		p99: load.latency.p99,
		cpu,
		rss: after.peakMB
	};
}

function summary(name: string, rounds: Round[]) {
	const of = (key: keyof Round) => median(rounds.map((each) => each[key]));
	const found = {
		'req/s': of('rate'),
		'ms p50': of('p50'),
		'ms p99': of('p99'),
		'µs CPU': of('cpu'),
		'MB RSS': of('rss')
	};
	row(name, found);
	return found;
}

const [role, dir = ''] = process.argv.slice(2);
if (role === 'app') serveApp(dir);
else if (role === 'bare') serveBare(dir);
else await measure();
