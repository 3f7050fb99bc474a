import { setTimeout as pause } from 'node:timers/promises';
import { aftermath, type Span } from './aftermath.ts';
import { missingAtTheEnd, missingNow } from './check.ts';
import { Ledger } from './ledger.ts';
import { childrenOf, isThere, workerOf } from '#tests/support/app/processes.ts';
import { hasStrace, killAtSync } from './strace.ts';
import { openStudio, type Studio } from './studio.ts';
import { startTraffic } from './traffic.ts';

const BEFORE_EACH = 50;

export type Kill = 'web' | 'worker' | 'decoder' | 'web at a sync' | 'worker at a sync';
export type KillsResult = {
	kills: Map<Kill, number>;
	acknowledged: number;
	/** The fewest operations that were acknowledged before a kill. */
	fewest: number;
	unanswered: string[];
	/** Mails that arrived twice. */
	copies: number;
	faults: string[];
};

/** Ends processes of one installation, again and again, while five people work on it. */
export async function runKills(
	count: number,
	random: () => number,
	isLate: () => boolean
): Promise<KillsResult> {
	const studio = await openStudio();
	const ledger = new Ledger();
	const result: KillsResult = {
		...{ kills: new Map(), acknowledged: 0, fewest: Infinity },
		...{ unanswered: [], copies: 0, faults: [] }
	};
	const traffic = startTraffic(studio, ledger);
	const ends: Span[] = [];
	try {
		for (let n = 0; n < count && !isLate(); n++) {
			const before = ledger.count;
			ledger.wanted = before + BEFORE_EACH;
			while (!ledger.isAhead()) await pause(5);
			await pause(random() * 60);
			const kill = chooseKill(n, random);
			result.fewest = Math.min(result.fewest, ledger.count - before);
			const from = performance.now();
			await end(kill, studio, random, async () => {
				const lost = await missingNow(studio, ledger);
				result.faults.push(...lost.map((what) => `kill ${n} (${kill}): ${what}`));
			});
			if (kill !== 'decoder') ends.push({ from, to: performance.now() });
			result.kills.set(kill, (result.kills.get(kill) ?? 0) + 1);
		}
		await traffic.stop();
		result.faults.push(...traffic.faults, ...(await missingAtTheEnd(studio, ledger)));
		await studio.app.end();
		const after = await aftermath(studio, ledger, ends);
		result.faults.push(...after.faults);
		result.copies = after.copies;
		Object.assign(result, { acknowledged: ledger.count, unanswered: traffic.unanswered });
		return result;
	} finally {
		await studio.app.close();
		await studio.smtp.close();
	}
}

/** A start of the web server takes a second, the others are back at once. */
const TURN: Kill[] = ['decoder', 'worker', 'web', 'worker at a sync', 'decoder', 'web at a sync', 'worker'];

function chooseKill(n: number, random: () => number): Kill {
	const kill = TURN[n % TURN.length] ?? 'worker';
	if (hasStrace() || !kill.endsWith('sync')) return kill;
	return random() < 0.5 ? 'web' : 'worker';
}

async function end(kill: Kill, studio: Studio, random: () => number, look: () => Promise<void>) {
	const web = studio.app.pid;
	if (kill === 'web') {
		process.kill(web, 'SIGKILL');
		return againAfter(studio, look);
	}
	if (kill === 'web at a sync') {
		await atSync(web, 1 + Math.floor(random() * 12));
		return againAfter(studio, look);
	}
	const worker = await appears(() => workerOf(web));
	if (kill === 'worker at a sync') await atSync(worker, 1 + Math.floor(random() * 8));
	else if (kill === 'worker') process.kill(worker, 'SIGKILL');
	else process.kill(await appears(() => childrenOf(workerOf(web))[0]?.pid ?? 0), 'SIGKILL');
}

async function againAfter({ app }: Studio, look: () => Promise<void>) {
	await app.end('SIGKILL');
	await app.again();
	await look();
}

const PATIENCE_MS = 4_000;

/** The people at work make it sync; one that does not come so far is ended all the same. */
async function atSync(pid: number, nth: number) {
	const trap = await killAtSync(pid, nth);
	const until = performance.now() + PATIENCE_MS;
	while (isThere(pid) && performance.now() < until) await pause(5);
	if (isThere(pid)) process.kill(pid, 'SIGKILL');
	await trap.gone;
}

async function appears(find: () => number): Promise<number> {
	for (;;) {
		const pid = find();
		if (pid) return pid;
		await pause(5);
	}
}
