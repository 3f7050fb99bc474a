import type { Limit } from '#lib/domain/marks/limit.ts';
import { rooms } from '#lib/realtime/announcements.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import type { SelectionRow } from './choice-of.ts';

export type SelectionFacts = {
	id: string;
	name: string;
	rule: SelectionRow['rule'];
	limit?: Limit;
	chooseBy?: string;
	round: number;
	lockedAt?: string;
};

const iso = (at: number) => new Date(at).toISOString();

/** What everybody in the gallery may know of a selection. */
export function presentFacts({
	id,
	name,
	rule,
	limit,
	chooseBy,
	round,
	lockedAt
}: SelectionRow): SelectionFacts {
	return {
		id,
		name,
		rule,
		...(limit ? { limit } : {}),
		...(chooseBy === null ? {} : { chooseBy: iso(chooseBy) }),
		round,
		...(lockedAt === null ? {} : { lockedAt: iso(lockedAt) })
	};
}

/** `by`: the name of who sent it, where somebody did. */
export function announceSelection(tx: Transaction, ctx: Context, row: SelectionRow, by?: string) {
	const { galleryId } = row;
	const gone = row.deletedAt === null ? {} : { deleted: true };
	const payload = { galleryId, ...presentFacts(row), ...gone, ...(by ? { by } : {}) };
	ctx.hub.announce(tx, rooms.client(galleryId), 'selection.changed', payload);
	ctx.hub.announce(tx, rooms.studio(galleryId), 'selection.changed', payload);
}
