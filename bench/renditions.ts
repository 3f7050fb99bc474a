// Thumbnails with access checked, against bare Node: npx node bench/renditions.ts
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '#lib/server/db/schema.ts';
import { makeListener } from '#lib/server/http/listener.ts';
import { renditionKeys } from '#lib/server/renditions/index.ts';
import { rawRoutes } from '#src/raw-routes.ts';
import { aClient, addPreviews, aGallery } from '#tests/support/cast/cast.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { openContext } from '#tests/support/media/large-shoot.ts';
import { aStoredFile, storeRendition } from '#tests/support/cast/stored.ts';
import { CONNECTIONS, hammer } from './hammer.ts';
import { serveAlone, startMeasured, type Measured } from './measured.ts';
import { byTurns, isQuick, report } from './report.ts';

const PICTURES = 100;
const BYTES = 16_000;
const ROUNDS = isQuick ? 1 : 3;
const self = fileURLToPath(import.meta.url);

async function serveApp(dataDir: string) {
	serveAlone(
		createServer(
			makeListener(await openContext(dataDir), rawRoutes, (_req, res) => void res.writeHead(404).end())
		)
	);
}

/** The floor: a stream of the file, no question asked. */
async function serveBare(dataDir: string) {
	const ctx = await openContext(dataDir);
	const files = await ctx.db.read.select({ id: version.id, fileId: version.fileId }).from(version).all();
	const fileOf = new Map(files.map(({ id, fileId }) => [id, fileId]));
	const paths = new Map(
		(await renditionKeys(ctx.db.read)).map(({ versionId, key }) => [
			fileOf.get(versionId),
			ctx.storage.localPath(key) ?? ''
		])
	);
	serveAlone(
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
		const turns = await byTurns(
			ROUNDS,
			() => hammer(app, paths, { cookie }),
			() => hammer(bare, paths)
		);
		report({
			what: `previews, ${CONNECTIONS} connections, access checked`,
			...turns,
			bare: 'bare file stream',
			goals: [
				{ of: 'req/s', better: 'more', aim: 5000, must: 3000 },
				{ of: 'ms p99', better: 'less', aim: 30 },
				{ of: 'µs CPU', as: 'ratio', better: 'less', aim: 1.1 }
			]
		});
	} finally {
		await Promise.all(servers.map((server) => server.close()));
		rmSync(dataDir, { recursive: true, force: true });
	}
}

async function prepare(dataDir: string) {
	const ctx = await openContext(dataDir);
	const { id: galleryId } = await aGallery(ctx);
	const cookie = await browserOf(ctx, await aClient(ctx, galleryId));
	const paths: string[] = [];
	for (let i = 0; i < PICTURES; i++) {
		const { id, versionId } = await aStoredFile(ctx, galleryId, { bytes: Buffer.alloc(10) });
		const rendition = await storeRendition(ctx, 400, ctx.ids.bytes(BYTES));
		await ctx.db.transaction((tx) => addPreviews(tx, versionId, [rendition]));
		paths.push(`/r/${galleryId}/${id}/1/400.webp`);
	}
	await ctx.db.close();
	return { paths, cookie };
}

const [role, dir = ''] = process.argv.slice(2).filter((word) => word !== 'quick');
if (role === 'app') await serveApp(dir);
else if (role === 'bare') await serveBare(dir);
else await measure();
