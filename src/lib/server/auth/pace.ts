import { eq, inArray, lt } from 'drizzle-orm';
import { AppError } from '#lib/domain/fault.ts';
import type { Clock } from '../db/ids.ts';
import type { Db, Transaction } from '../db/open.ts';
import { attempt } from '../db/schema.ts';

type Deps = { db: Db; clock: Clock };
/** Guesses that share a fate. `free` wrong ones cost nothing; each further one doubles the wait, up to `slowestMs`. */
export type Lane = { key: string; free: number; slowestMs: number };

const WINDOW_MS = 60 * 60_000;
const FIRST_WAIT_MS = 250;
/** Nobody's request hangs longer: what would, comes too often. */
const LONGEST_WAIT_MS = 15_000;

/**
 * Looks at a secret at the pace that its lanes allow: null from `check` is a wrong one, and slows the next. A right one is
 * never refused for others' wrong ones, it only waits its turn; `too-many` where more than 15 s of guesses wait already.
 * Turns are kept in SQL: neither a restart nor a second web process forgets them.
 */
export async function atItsPace<T>(
	deps: Deps,
	lanes: Lane[],
	check: () => Promise<T | null>
): Promise<T | null> {
	const waitMs = await deps.db.transaction((tx) => bookTurn(tx, deps.clock.now(), lanes));
	if (waitMs > LONGEST_WAIT_MS) throw tooMany(waitMs);
	if (waitMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, waitMs));
	const found = await check();
	if (found !== null) await deps.db.transaction((tx) => forgive(tx, lanes));
	return found;
}

/** Milliseconds until the turn; counted as wrong until it turned out right, so that guesses sent at once all count. */
async function bookTurn(tx: Transaction, now: number, lanes: Lane[]): Promise<number> {
	await tx.delete(attempt).where(lt(attempt.until, now)).run();
	const rows = new Map(await Array.fromAsync(lanes, async ({ key }) => [key, await readLane(tx, key)]));
	const turn = Math.max(now, ...[...rows.values()].map(({ nextAt }) => nextAt));
	if (turn - now > LONGEST_WAIT_MS) return turn - now;
	for (const lane of lanes) {
		const wrong = (rows.get(lane.key)?.wrong ?? 0) + 1;
		await keep(tx, lane.key, wrong, now + WINDOW_MS);
		await keep(tx, nextKey(lane.key), 0, turn + spacing(lane, wrong));
	}
	return turn - now;
}

const nextKey = (key: string) => `${key} next`;

function spacing({ free, slowestMs }: Lane, wrong: number): number {
	return wrong <= free ? 0 : Math.min(slowestMs, FIRST_WAIT_MS * 2 ** (wrong - free));
}

async function readLane(tx: Transaction, key: string) {
	const rows = await tx
		.select()
		.from(attempt)
		.where(inArray(attempt.key, [key, nextKey(key)]))
		.all();
	const of = (wanted: string) => rows.find((row) => row.key === wanted);
	return { wrong: of(key)?.n ?? 0, nextAt: of(nextKey(key))?.until ?? 0 };
}

async function keep(tx: Transaction, key: string, n: number, until: number) {
	await tx
		.insert(attempt)
		.values({ key, n, until })
		.onConflictDoUpdate({ target: attempt.key, set: { n, until } })
		.run();
}

/** It was right: of its own lane everything is forgotten, of those that it shares only itself. */
async function forgive(tx: Transaction, [own, ...shared]: Lane[]) {
	if (own)
		await tx
			.delete(attempt)
			.where(inArray(attempt.key, [own.key, nextKey(own.key)]))
			.run();
	for (const { key } of shared) {
		const { wrong } = await readLane(tx, key);
		await tx
			.update(attempt)
			.set({ n: Math.max(0, wrong - 1) })
			.where(eq(attempt.key, key))
			.run();
	}
}

const tooMany = (waitMs: number) =>
	new AppError(
		'too-many',
		'faults:attempts',
		{ count: 1 },
		{
			retryAfterSeconds: Math.ceil(waitMs / 1000)
		}
	);
