import { LIMITS } from '#lib/realtime/limits.ts';
import { makeBucket } from './bucket.ts';

const NETWORK = { burst: LIMITS.networkOpensBurst, perSecond: LIMITS.networkOpensPerSecond };
const SESSION = { burst: LIMITS.sessionOpensBurst, perSecond: LIMITS.sessionOpensPerSecond };

/** After so long without an opening every bucket is full again. */
const FULL_MS = 1000 * Math.max(NETWORK.burst / NETWORK.perSecond, SESSION.burst / SESSION.perSecond);

/** How often a network and a browser may open sockets: each one costs everybody in the room, however short it lives. */
export class ConnectionLimiter {
	private readonly now: () => number;
	private readonly known = new Map<string, { take: () => boolean; at: number }>();
	private last = Promise.resolve();

	constructor(now: () => number) {
		this.now = now;
	}

	mayNetwork = (network: string) => this.may(`network ${network}`, NETWORK);
	maySession = (sessionId: string) => this.may(`session ${sessionId}`, SESSION);

	/** Lets one in each turn of the event loop: whoever is in already is heard between two openings. */
	turn = (): Promise<void> => (this.last = this.last.then(nextTurn));

	/** Forgets whom nothing is held against. */
	forgetFull() {
		const before = this.now() - FULL_MS;
		for (const [key, { at }] of this.known) if (at < before) this.known.delete(key);
	}

	private may(key: string, size: typeof NETWORK | typeof SESSION): boolean {
		const bucket = this.known.get(key) ?? { take: makeBucket(this.now, size), at: 0 };
		bucket.at = this.now();
		this.known.set(key, bucket);
		return bucket.take();
	}
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
