import { isLower, type FileState } from './file-state.ts';

/** A version and the state it has (or had, when a delivery pinned it). */
export type Pair = { version: number; state: FileState };

export type ReleaseEvent =
	| { kind: 'version-current' }
	| { kind: 'state-set' }
	| { kind: 'restored' }
	| { kind: 'deleted' }
	| { kind: 'undeleted' }
	| { kind: 'item-placed' }
	| { kind: 'item-ended' }
	| { kind: 'delivered'; pinned: Pair };

export type ReleaseQuestion = {
	/** After the event; null while nothing is processed, and when the file is deleted. */
	current: Pair | null;
	released: Pair | null;
	/** Items of the file, in all orders, that are waiting or ready after the event. */
	pendingItems: number;
	event: ReleaseEvent;
};

/** Clients see another version or state than the current one. */
export const isHeldBack = ({ version, state, released }: Pair & { released: Pair | null }): boolean =>
	released !== null && (released.version !== version || released.state !== state);

/**
 * What clients see of a picture after the event: the current pair while nothing is under order; otherwise only a
 * delivery raises it, so that no final is seen before it was sent, while a restore or a lower state shows at once.
 */
export function nextReleased({ current, released, pendingItems, event }: ReleaseQuestion): Pair | null {
	if (current === null || event.kind === 'deleted') return null;
	if (pendingItems === 0) return current;
	const shown = event.kind === 'delivered' ? event.pinned : released;
	return shown && lowered(shown, current, event.kind === 'state-set');
}

/** With items pending a pair may fall at once, but never rise. */
function lowered(shown: Pair, current: Pair, stateSet: boolean): Pair {
	if (current.version < shown.version) return current;
	const judged = stateSet || current.version === shown.version;
	return judged && isLower(current.state, shown.state) ? { ...shown, state: current.state } : shown;
}
