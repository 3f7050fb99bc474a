// The web process with 200 rooms of 5 people, and marks as fast as they are kept: npx node bench/rooms.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startApp } from '#tests/support/app/app.ts';
import { settleInstallation } from '#lib/server/operations/installation.ts';
import { openContext } from '#tests/support/media/large-shoot.ts';
import { startMeasured } from './measured.ts';
import { aRoom, rush, sitAll, type Room, type Seated } from './seated.ts';
import { treeUsage } from './usage.ts';
import { byTurns, isQuick, report, type Sample } from './report.ts';

const ROOMS = 200;
const PEOPLE = 5;
const [ROUNDS, SECONDS] = isQuick ? [1, 2] : [3, 3];

async function measure() {
	const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-bench-'));
	const rooms = await prepare(dataDir);
	const app = await startApp({ DATA_DIR: dataDir, ROLE: 'web', LOG_LEVEL: 'error' });
	const bare = await startMeasured(fileURLToPath(new URL('./relay.ts', import.meta.url)), []);
	try {
		const people = { app: await sitAll(app.origin, rooms), bare: await sitAll(bare.origin, rooms) };
		// two marks of each, and a few more
		for (const each of [people.app, people.bare]) await rush(each, 0.2);
		await pause(1000);
		const atRest = { app: treeUsage(app.pid).rssMB, bare: (await bare.usage()).rssMB };
		report({
			what: `memory of web with ${ROOMS} rooms of ${PEOPLE} people, all of them marking before`,
			ours: [{ 'MB RSS': atRest.app }],
			reference: [{ 'MB RSS': atRest.bare }],
			bare: 'bare ws',
			goals: [{ of: 'MB RSS', better: 'less', aim: 250 }]
		});
		const turns = await byTurns(
			ROUNDS,
			() => marks(people.app, async () => treeUsage(app.pid).cpuSeconds),
			() => marks(people.bare, async () => (await bare.usage()).cpuSeconds)
		);
		report({
			what: `marks kept a second, ${ROOMS} rooms of ${PEOPLE} people`,
			...turns,
			bare: 'bare ws, not kept',
			goals: [{ of: 'marks/s', better: 'more', aim: 3000, must: 2000 }]
		});
	} finally {
		await Promise.all([app.close(), bare.close()]);
		rmSync(dataDir, { recursive: true, force: true });
	}
}

async function prepare(dataDir: string): Promise<Room[]> {
	const ctx = await openContext(dataDir);
	// before there are pictures whose bytes are nowhere
	await settleInstallation(ctx);
	const rooms: Room[] = [];
	for (let i = 0; i < ROOMS; i++) rooms.push(await aRoom(ctx, PEOPLE, 20));
	await ctx.db.close();
	return rooms;
}

async function marks(people: Seated[], cpuSeconds: () => Promise<number>): Promise<Sample> {
	const before = await cpuSeconds();
	const { count, ...found } = await rush(people, SECONDS);
	return { ...found, 'µs CPU': (((await cpuSeconds()) - before) / count) * 1e6 };
}

await measure();
