import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { hasStrace } from './black-box/strace.ts';
import { runKills, type KillsResult } from './black-box/run.ts';
import type { PointsResult } from './points/run.ts';
import type { Asked } from './points/thread.ts';
import { randomFrom } from './random.ts';

// Ends processes at every named point and at random moments, and looks whether what was acknowledged is still there.
//   node tests/faults/run.ts [--long] [--seed N] [--only points|kills] [--kills N] [--report FILE]
const { values } = parseArgs({
	options: {
		long: { type: 'boolean' },
		...{ seed: { type: 'string' }, only: { type: 'string' } },
		...{ kills: { type: 'string' }, report: { type: 'string' } }
	}
});
/** A crowded machine starts nothing new after `stopAt` seconds, and the counts say so. */
const size = values.long ? { times: 9, kills: 320, stopAt: Infinity } : { times: 3, kills: 30, stopAt: 90 };
/** One installation grows slow of thousands of marks: a fresh one after so many kills. */
const KILLS_A_STUDIO = 40;
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const began = performance.now();
const seconds = () => Math.round((performance.now() - began) / 1000);
const isLate = () => seconds() > size.stopAt;
const say = (line: string) => void process.stdout.write(`${line}\n`);

say(`seed ${seed}${hasStrace() ? '' : '; strace is not to be had here: nothing is ended inside a sync'}`);
const isWanted = (part: string) => !values.only || values.only === part;
const [points, kills] = await Promise.all([
	isWanted('points') ? pointsBeside() : null,
	isWanted('kills') ? killInLots(Number(values.kills ?? size.kills), randomFrom(seed)) : []
]);
if (points) tellPoints(points);
for (const lot of kills) tellKills(lot);
const faults = [...(points?.faults ?? []), ...kills.flatMap((lot) => lot.faults)];
for (const fault of faults.slice(0, 40)) say(`FAULT ${fault}`);
const passed = (points?.ends ?? 0) + sum(kills.flatMap((lot) => [...lot.kills.values()]));
if (isLate()) say(`nothing new was begun after ${size.stopAt} s`);
say(`${passed} ends of a process, ${faults.length} faults, ${seconds()} s`);
if (values.report) writeFileSync(values.report, JSON.stringify({ passed, failed: faults, skipped: 0 }));
process.exit(faults.length ? 1 : 0);

async function pointsBeside(): Promise<PointsResult> {
	const workerData: Asked = { times: size.times, seed, lateAt: Date.now() + size.stopAt * 1000 };
	const thread = new Worker(new URL('./points/thread.ts', import.meta.url), { workerData });
	const [result] = await once(thread, 'message');
	await thread.terminate();
	return result;
}

async function killInLots(count: number, random: () => number): Promise<KillsResult[]> {
	const lots: KillsResult[] = [];
	for (let left = count; left > 0 && !isLate(); left -= KILLS_A_STUDIO)
		lots.push(await runKills(Math.min(left, KILLS_A_STUDIO), random, isLate));
	return lots;
}

function tellPoints({ points, ends, acknowledged, fewest, unanswered }: PointsResult) {
	tellCounts(points);
	say(
		`${points.size} named points, each ended ${Math.min(...points.values())} times or more, ${ends} in all`
	);
	say(`${acknowledged} acknowledged operations, at least ${fewest} before each`);
	say(`${sum(unanswered.values())} of them between a commit and its answer:`);
	tellCounts(unanswered);
}

function tellCounts(counts: Map<string, number>) {
	for (const [what, count] of counts) say(`  ${String(count).padStart(3)} × ${what}`);
}

function tellKills({ kills, acknowledged, fewest, unanswered, copies }: KillsResult) {
	tellCounts(kills);
	say(
		`${sum(kills.values())} kills, ${acknowledged} acknowledged operations, at least ${fewest} before each`
	);
	say(`${unanswered.length} were done although the answer was lost: ${unanswered.join(', ')}`);
	say(`${copies} mails arrived twice, as the same message`);
}

function sum(numbers: Iterable<number>): number {
	return [...numbers].reduce((total, n) => total + n, 0);
}
