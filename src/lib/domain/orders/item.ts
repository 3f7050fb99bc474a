import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Pair } from '#lib/domain/states/released.ts';

/** Before it is settled. */
export const PENDING_STATES = ['waiting', 'ready'] as const;
export const ITEM_STATES = [...PENDING_STATES, 'delivered', 'cancelled'] as const;
export type ItemState = (typeof ITEM_STATES)[number];
/** As clients are told: nothing is theirs before it is delivered. */
export const CLIENT_ITEM_STATES = ['waiting', 'delivered', 'cancelled'] as const;
export const CANCEL_REASONS = ['client', 'withdrawn', 'deleted'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

export type Item = {
	id: string;
	fileId: string;
	state: ItemState;
	cancelledBy: CancelReason | null;
	/** Ready only with a version newer than this; 0 for a first order. */
	afterVersion: number;
	/** The version, and the state it had then, that the item delivers: while ready, and for ever once delivered. */
	pin: Pair | null;
	deliveryId: string | null;
};

/** The file as it stands now: its processed current version and state, null before there is one. */
export type ItemFile = { current: Pair | null; deleted: boolean };
export type ReadyRule = { deliverAtOnce: readonly FileState[] };

export function isPending({ state }: Pick<Item, 'state'>): boolean {
	return state === 'waiting' || state === 'ready';
}

export function isSettled(item: Pick<Item, 'state'>): boolean {
	return !isPending(item);
}

/** What the file says about the item now: ready with its pin (which moves with the file), or waiting. */
export function reconsiderItem<T extends Item>(item: T, file: ItemFile, rule: ReadyRule): T {
	if (isSettled(item)) return item;
	const pin = deliverable(item, file, rule);
	if (pin === null)
		return item.state === 'waiting' && !item.pin ? item : { ...item, state: 'waiting', pin: null };
	if (item.state === 'ready' && item.pin?.version === pin.version && item.pin.state === pin.state)
		return item;
	return { ...item, state: 'ready', pin: { ...pin } };
}

function deliverable(item: Item, { current, deleted }: ItemFile, { deliverAtOnce }: ReadyRule): Pair | null {
	if (deleted || current === null || current.version <= item.afterVersion) return null;
	return current.state === 'FINAL' || deliverAtOnce.includes(current.state) ? current : null;
}

/** Asked only of pending items: ask `isPending` first, and refuse in words. */
export function cancelItem<T extends Item>(item: T, by: CancelReason): T {
	if (isSettled(item)) throw new Error(`Item ${item.id} is settled`);
	return { ...item, state: 'cancelled', cancelledBy: by, pin: null };
}

/** To a client, ready is still waiting: nothing is theirs before it is delivered. */
export function clientItemState(state: ItemState): (typeof CLIENT_ITEM_STATES)[number] {
	return state === 'ready' ? 'waiting' : state;
}
