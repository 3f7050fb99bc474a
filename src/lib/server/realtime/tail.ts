import type { Context } from '../context.ts';
import type { Announced } from '../db/announce.ts';
import { ownTurn } from '../db/in-turns.ts';

const POLL_MS = 250;
/** Read and told in one turn. */
const PIECE = 250;

export type Tail = { poke: () => void; stop: () => void };

/**
 * Reads the announcements in the order of their commits, whichever process wrote them: at once after a commit of our
 * own or a poke from a neighbour, else every 250 ms; many of them in pieces, each in a turn of its own. `ahead` is what
 * comes later and may take something away: who may not hear the rest is gone before the first piece of it is told.
 * `onPoll` is for what else other processes may have written.
 */
export function startTail(
	ctx: Pick<Context, 'hub' | 'db' | 'log'>,
	hear: (news: Announced[], ahead: Announced[]) => void,
	onPoll: () => void
): Tail {
	let seen = ctx.hub.last();
	let foreseen = seen;
	let planned: NodeJS.Immediate | undefined;
	let stopped = false;

	const attempt = (work: () => void) => {
		if (stopped) return;
		try {
			work();
		} catch (error) {
			ctx.log.error({ err: error }, 'announcements could not be read');
		}
	};
	const read = () => {
		planned = undefined;
		const news = ctx.hub.since(seen, PIECE);
		seen = news.at(-1)?.seq ?? seen;
		if (!news.length) return;
		const isMore = news.length === PIECE;
		const ahead = isMore ? ctx.hub.accessSince(Math.max(seen, foreseen)) : [];
		foreseen = ahead.at(-1)?.seq ?? foreseen;
		hear(news, ahead);
		if (isMore) void ownTurn().then(() => attempt(read));
	};
	const poke = () => {
		if (!stopped) planned ??= setImmediate(() => attempt(read));
	};
	const timer = setInterval(() => {
		attempt(read);
		attempt(onPoll);
	}, POLL_MS);
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
