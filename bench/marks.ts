// Marks seen by the others while images are processed, against a bare relay of ws: npx node bench/marks.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attachRealtime } from '#lib/server/realtime/attach.ts';
import { openContext } from '#tests/support/media/large-shoot.ts';
import { serveMeasured, startMeasured, type Measured } from './measured.ts';
import { aRoom, look, PACE_MS, sitAll, type Seated } from './seated.ts';
import { processPictures } from './photographs.ts';
import { byTurns, isQuick, report } from './report.ts';

const PEOPLE = { 50: 25, 200: 25, 1000: 60 };
const [ROUNDS, SECONDS] = isQuick ? [1, 2] : [3, 3];
const MARKS = (SECONDS * 1000) / PACE_MS;

function serveApp(dataDir: string) {
	const server = createServer((_, res) => res.writeHead(404).end());
	server.listen(0, '127.0.0.1', async () => {
		const { port } = server.address() as AddressInfo;
		await attachRealtime(server, await openContext(dataDir, { ORIGIN: `http://127.0.0.1:${port}` }));
		serveMeasured(port);
	});
}

async function measure(count: number, aim: number) {
	const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-bench-'));
	const servers: Measured[] = [];
	const stop = await processPictures();
	try {
		const ctx = await openContext(dataDir);
		const room = await aRoom(ctx, count, MARKS * (ROUNDS + 1));
		await ctx.db.close();
		const app = await startMeasured(fileURLToPath(import.meta.url), ['app', dataDir]);
		servers.push(app);
		const bare = await startMeasured(fileURLToPath(new URL('./relay.ts', import.meta.url)), []);
		servers.push(bare);
		const people = { app: await sitAll(app.origin, [room]), bare: await sitAll(bare.origin, [room]) };
		const looks = (who: Seated[]) => {
			const files = [...room.files];
			return () => look(who, files.splice(0, MARKS), SECONDS);
		};
		const [oursLook, bareLook] = [looks(people.app), looks(people.bare)];
		const turns = await byTurns(
			ROUNDS,
			() => used(app, oursLook),
			() => used(bare, async () => ({ ...(await bareLook()), 'ms fsync p99': await slowFsync(dataDir) }))
		);
		for (const { leave } of [...people.app, ...people.bare]) leave();
		report({
			what: `a mark seen by the others, ${count} people, durable, images being processed`,
			...turns,
			bare: 'bare ws',
			goals: [
				{ of: 'ms p99', as: 'ratio', better: 'less', aim: 3 },
				{ of: 'ms p99', better: 'less', aim }
			]
		});
	} finally {
		console.log(`  ${await stop()} images were processed meanwhile`);
		await Promise.all(servers.map((server) => server.close()));
		rmSync(dataDir, { recursive: true, force: true });
	}
}

async function used(server: Measured, work: () => Promise<Record<string, number>>) {
	const before = await server.usage();
	const found = await work();
	const { cpuSeconds, peakMB } = await server.usage();
	return { ...found, 'CPU s': cpuSeconds - before.cpuSeconds, 'MB RSS': peakMB };
}

/** What a commit cannot be quicker than; the 99th of 100, since others write to this disk too. */
async function slowFsync(dataDir: string) {
	await using file = await open(join(dataDir, 'probe'), 'a');
	const took: number[] = [];
	for (let i = 0; i < 100; i++) {
		await file.write(Buffer.alloc(4096));
		const began = performance.now();
		await file.datasync();
		took.push(performance.now() - began);
	}
	return took.toSorted((a, b) => a - b)[98] ?? NaN;
}

const [role, dir = ''] = process.argv.slice(2).filter((word) => word !== 'quick');
if (role === 'app') serveApp(dir);
else for (const [count, aim] of Object.entries(PEOPLE)) await measure(Number(count), aim);
