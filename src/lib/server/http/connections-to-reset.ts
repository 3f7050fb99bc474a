import type { TrackedConnection } from './tracked-connection.ts';

/** What answered connections may hold unread: decision 0044. */
export type Bounds = { asker: number; all: number };

/** Whoever takes nothing for so long is taken for one who does not read. */
const STALLED_MS = 15_000;
/** So many times the bound nobody may hold, however they read. */
export const AT_MOST = 2;
/** What is left to all once their bound was passed: so that not each answer passes it again. */
const LEFT = 0.75;

type Held<L> = { bytes: number; connections: L[] };

/**
 * Who is cut so that the bounds hold. Above them: connections that stand still, of an asker the longest still, of all
 * those of the asker who holds most. At twice the bounds: whether they stand still or not. A flood pushes out itself.
 */
export function connectionsToReset<L extends Pick<TrackedConnection, 'asker' | 'held' | 'stalledMs'>>(
	open: Iterable<L>,
	bounds: Bounds,
	now: number
): L[] {
	const askers = byAsker(open, now);
	const cut: L[] = [];
	const give = (held: Held<L>) => {
		const connection = held.connections.shift();
		if (!connection) return;
		held.bytes -= connection.held;
		cut.push(connection);
	};
	const isStill = ({ connections: [first] }: Held<L>) =>
		first !== undefined && first.stalledMs(now) > STALLED_MS;
	for (const held of askers) {
		while (held.bytes > AT_MOST * bounds.asker) give(held);
		while (held.bytes > bounds.asker && isStill(held)) give(held);
	}
	const most = (some: Held<L>[]) => some.reduce((one, other) => (other.bytes > one.bytes ? other : one));
	const isFull = total(askers) > AT_MOST * bounds.all;
	while (isFull && total(askers) > LEFT * AT_MOST * bounds.all) give(most(askers));
	for (let still; total(askers) > bounds.all && (still = askers.filter(isStill)).length > 0;)
		give(most(still));
	return cut;
}

const total = (askers: { bytes: number }[]) => askers.reduce((sum, { bytes }) => sum + bytes, 0);

/** Of each asker, the longest still first; who stood still equally long, in the order in which they came. */
function byAsker<L extends Pick<TrackedConnection, 'asker' | 'held' | 'stalledMs'>>(
	open: Iterable<L>,
	now: number
): Held<L>[] {
	const askers = new Map<string, Held<L>>();
	for (const connection of open) {
		if (connection.held === 0) continue;
		const held = askers.get(connection.asker) ?? { bytes: 0, connections: [] };
		held.bytes += connection.held;
		held.connections.push(connection);
		askers.set(connection.asker, held);
	}
	for (const { connections } of askers.values())
		connections.sort((a, b) => b.stalledMs(now) - a.stalledMs(now));
	return [...askers.values()];
}
