import type { Context } from '../context.ts';
import type { Announced } from '../db/announce.ts';
import { ownTurn } from '../db/in-turns.ts';

const POLL_MS = 250;
/** Read and told in one turn. */
const PIECE = 250;

export type Tail = { poke: () => void; stop: () => void };

/**
 * Reads the announcements after `from` in the order of their commits, whichever process wrote them: at once after a commit of our
 * own or a poke from a neighbour, else every 250 ms; many of them in pieces, each in a turn of its own. `ahead` is what
 * comes later and may take something away: who may not hear the rest is gone before the first piece of it is told.
 * `onPoll` is for what else other processes may have written.
 */
export function startTail(
	ctx: Pick<Context, 'hub' | 'db' | 'log'>,
	from: number,
	hear: (news: Announced[], ahead: Announced[]) => Promise<void>,
	onPoll: () => Promise<void>
): Tail {
	let seen = from;
	let foreseen = from;
	let planned: NodeJS.Immediate | undefined;
	let stopped = false;

	const attempt = async (work: () => Promise<boolean>) => {
		if (stopped) return false;
		try {
			return await work();
		} catch (error) {
			ctx.log.error({ err: error }, 'announcements could not be read');
			return false;
		}
	};
	/** Answers whether there is more. */
	const readPiece = async () => {
		const news = await ctx.hub.since(seen, PIECE);
		seen = news.at(-1)?.seq ?? seen;
		if (!news.length) return false;
		const isMore = news.length === PIECE;
		const ahead = isMore ? await ctx.hub.accessSince(Math.max(seen, foreseen)) : [];
		foreseen = ahead.at(-1)?.seq ?? foreseen;
		await hear(news, ahead);
		return isMore;
	};
	const read = oneAtATime(async () => {
		planned = undefined;
		while (await attempt(readPiece)) await ownTurn();
	});
	const poll = oneAtATime(async () => {
		await read();
		await attempt(async () => {
			await onPoll();
			return false;
		});
	});
	const poke = () => {
		if (!stopped) planned ??= setImmediate(() => void read());
	};
	const timer = setInterval(() => void poll(), POLL_MS);
	timer.unref();
	ctx.db.onCommit((what) => what.has('announcement') && poke());
	return {
		poke,
		stop: () => {
			stopped = true;
			clearInterval(timer);
			clearImmediate(planned);
		}
	};
}

/** Runs `work` once more at its end where it was asked for meanwhile, however often. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
	let running: Promise<void> | null = null;
	let isAskedAgain = false;
	const run = async () => {
		do {
			isAskedAgain = false;
			await work();
		} while (isAskedAgain);
		running = null;
	};
	return () => {
		if (running) isAskedAgain = true;
		return (running ??= run());
	};
}
