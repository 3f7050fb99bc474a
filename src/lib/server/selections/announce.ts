import { rooms } from '#lib/realtime/announcements.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import type { selection } from '../db/schema.ts';
import { presentSelection } from '../marks/index.ts';

export type SelectionRow = typeof selection.$inferSelect;

/** `by`: the name of who sent it, where somebody did. */
export function announceSelection(tx: Transaction, ctx: Context, row: SelectionRow, by?: string) {
	const { galleryId } = row;
	const gone = row.deletedAt === null ? {} : { deleted: true };
	const payload = { galleryId, ...presentSelection(row), ...gone, ...(by ? { by } : {}) };
	ctx.hub.announce(tx, rooms.client(galleryId), 'selection.changed', payload);
	ctx.hub.announce(tx, rooms.studio(galleryId), 'selection.changed', payload);
}
