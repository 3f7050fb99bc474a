// The list of 2,000 pictures with access checked, against bare Node: npx node bench/gallery-data.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeListener } from '#lib/server/http/listener.ts';
import { rawRoutes } from '#src/raw-routes.ts';
import { aShoot, openContext } from '#tests/support/media/large-shoot.ts';
import { CONNECTIONS, hammer } from './hammer.ts';
import { serveAlone, startMeasured, type Measured } from './measured.ts';
import { byTurns, isQuick, report } from './report.ts';

const FILES = 2000;
const ROUNDS = isQuick ? 1 : 3;
const ACCEPT = { 'accept-encoding': 'gzip, deflate, br' };
const self = fileURLToPath(import.meta.url);
const [role, dir = ''] = process.argv.slice(2).filter((word) => word !== 'quick');

async function serveApp(dataDir: string) {
	const ctx = await openContext(dataDir);
	serveAlone(createServer(makeListener(ctx, rawRoutes, (_req, res) => void res.writeHead(404).end())));
}

/** The floor: the very same packed bytes from memory, no question asked. */
function serveBare(bytes: number) {
	const body = Buffer.alloc(bytes, 'x');
	const headers = { 'content-type': 'application/json', 'content-encoding': 'br', 'content-length': bytes };
	serveAlone(createServer((_req, res) => void res.writeHead(200, headers).end(body)));
}

async function measure() {
	const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-bench-'));
	const servers: Measured[] = [];
	try {
		const { path, cookie } = await prepare(dataDir);
		const app = await startMeasured(self, ['app', dataDir]);
		servers.push(app);
		const bytes = await sizeOf(app.origin + path, cookie);
		const bare = await startMeasured(self, ['bare', String(bytes)]);
		servers.push(bare);
		const turns = await byTurns(
			ROUNDS,
			() => hammer(app, [path], { ...ACCEPT, cookie }),
			() => hammer(bare, [path], ACCEPT)
		);
		report({
			what: `gallery data of ${FILES} files (${Math.round(bytes / 1000)} kB packed), ${CONNECTIONS} connections, access checked`,
			...turns,
			bare: 'bare, from memory',
			goals: [
				{ of: 'req/s', better: 'more', aim: 1000, must: 800 },
				{ of: 'ms p99', better: 'less', aim: 100 },
				{ of: 'MB growth', better: 'less', aim: 100 }
			]
		});
	} finally {
		await Promise.all(servers.map((server) => server.close()));
		rmSync(dataDir, { recursive: true, force: true });
	}
}

async function prepare(dataDir: string) {
	const ctx = await openContext(dataDir);
	const previews = [1500, 750, 400].map((width) => ({
		width,
		height: Math.round(width / 1.5),
		bytes: Buffer.alloc(1)
	}));
	const { galleryId, cookie } = await aShoot(ctx, FILES, [previews]);
	await ctx.db.close();
	return { path: `/g/${galleryId}/files`, cookie };
}

async function sizeOf(url: string, cookie: string) {
	const response = await fetch(url, { headers: { ...ACCEPT, cookie } });
	if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
	const { length } = await response.text();
	if (length < FILES * 100) throw new Error(`The list is only ${length} characters long`);
	return Number(response.headers.get('content-length'));
}

if (role === 'app') await serveApp(dir);
else if (role === 'bare') serveBare(Number(dir));
else await measure();
