// An archive of originals against bare Node sending the same files: npx node bench/archive.ts
import { execFile } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import type { Context } from '#lib/server/context.ts';
import { file, gallery, version } from '#lib/server/db/schema.ts';
import { makeListener } from '#lib/server/http/listener.ts';
import { originalKey } from '#lib/server/storage/keys.ts';
import { rawRoutes } from '#src/raw-routes.ts';
import { aClient, aGallery } from '#tests/support/cast/cast.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { openContext, writeObject } from '#tests/support/media/large-shoot.ts';
import { serveAlone, startMeasured, type Measured } from './measured.ts';
import { byTurns, isQuick, report, type Goal, type Sample } from './report.ts';

const SHOOTS: Shoot[] = [
	{
		files: 60,
		bytes: 7_570_000,
		goals: [
			{ of: 'MB/s', as: 'ratio', better: 'more', aim: 0.85, must: 0.8 },
			{ of: 'CPU s/GB', better: 'less', aim: 0.7, must: 0.8 },
			{ of: 'MB growth', better: 'less', aim: 64 }
		]
	},
	{ files: 10_000, bytes: 20_000, goals: [{ of: 'ms first', better: 'less', aim: 100 }] }
];
const ROUNDS = isQuick ? 1 : 3;
const self = fileURLToPath(import.meta.url);
const [role, dir = ''] = process.argv.slice(2).filter((word) => word !== 'quick');

async function serveApp(dataDir: string) {
	const server = createServer(
		makeListener(await openContext(dataDir), rawRoutes, (_req, res) => void res.writeHead(404).end())
	);
	serveAlone(server);
}

/** The floor: the same files one after the other, 1 MiB reads, nothing else. */
async function serveBare(dataDir: string) {
	const ctx = await openContext(dataDir);
	const paths = Map.groupBy(await ctx.db.read.select().from(version).all(), (each) => each.galleryId);
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
	serveAlone(server);
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
		for (const shoot of SHOOTS) await compare(dataDir, shoot);
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
	}
}

type Shoot = { files: number; bytes: number; goals: Goal[] };

async function compare(dataDir: string, shoot: Shoot) {
	const { galleryId, cookie } = await prepare(dataDir, shoot);
	const app = await startMeasured(self, ['app', dataDir]);
	const bare = await startMeasured(self, ['bare', dataDir]);
	const made = await fetch(`${app.origin}/g/${galleryId}/archives`, {
		method: 'POST',
		headers: { cookie, origin: 'http://localhost:3000' },
		body: JSON.stringify({ all: true })
	});
	const { url } = (await made.json()) as { url: string };
	const turns = await byTurns(
		ROUNDS,
		() => round(app, app.origin + url, cookie),
		() => round(bare, `${bare.origin}/${galleryId}`)
	);
	const what = `archive of ${shoot.files} originals of ${shoot.bytes} bytes, nothing prepared`;
	report({ what, ...turns, bare: 'bare Node', goals: shoot.goals });
	await Promise.all([app.close(), bare.close()]);
}

async function round(server: Measured, url: string, cookie = ''): Promise<Sample> {
	const before = await server.usage();
	const { seconds, firstByte, bytes } = await fetched(url, cookie);
	const after = await server.usage();
	return {
		'MB/s': bytes / 1e6 / seconds,
		'CPU s/GB': (after.cpuSeconds - before.cpuSeconds) / (bytes / 1e9),
		'ms first': firstByte * 1000,
		'MB growth': after.peakMB - before.rssMB
	};
}

/** A gallery to take everything from; the bytes are written past the storage, which would sync each. */
async function prepare(dataDir: string, shoot: Shoot) {
	const ctx = await openContext(dataDir);
	const { id: galleryId } = await aGallery(ctx, { preset: 'download' });
	const cleo = await aClient(ctx, galleryId, 'cleo', {
		look: true,
		mark: true,
		order: false,
		decide: false,
		products: [],
		download: 'all'
	});
	const cookie = await browserOf(ctx, cleo);
	await insertFiles(ctx, galleryId, shoot);
	await ctx.db.close();
	return { galleryId, cookie };
}

async function insertFiles(ctx: Context, galleryId: string, { files, bytes }: Shoot) {
	const content = ctx.ids.bytes(bytes);
	const crc = crc32(content);
	const rows = Array.from({ length: files }, (_, i) => {
		const storageKey = originalKey(ctx.ids.next());
		writeObject(ctx, storageKey, content);
		const name = `DSC_${String(i).padStart(5, '0')}.jpg`;
		return { id: ctx.ids.next(), versionId: ctx.ids.next(), storageKey, name };
	});
	const at = ctx.clock.now();
	await ctx.db.transaction(async (tx) => {
		for (const { id, versionId, storageKey, name } of rows) {
			const pair = {
				state: 'FINAL' as const,
				releasedState: 'FINAL' as const,
				currentVersion: 1,
				releasedVersion: 1
			};
			const named = { id, galleryId, name, cameraName: name };
			await tx
				.insert(file)
				.values({ ...named, ...pair, status: 'ready', nextVersion: 2, createdAt: at })
				.run();
			const stored = { storageKey, sha256: storageKey, crc32: crc, bytes, kind: 'jpeg', picture: true };
			const where = { id: versionId, galleryId, fileId: id, n: 1, name };
			const made = { capture: {}, status: 'current' as const, createdAt: at, releasedAt: at };
			await tx
				.insert(version)
				.values({ ...where, ...stored, ...made })
				.run();
		}
		await tx.update(gallery).set({ changeNumber: 1 }).run();
	});
}

if (role === 'app') await serveApp(dir);
else if (role === 'bare') await serveBare(dir);
else await measure();
