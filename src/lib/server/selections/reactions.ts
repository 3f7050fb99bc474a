import { eq } from 'drizzle-orm';
import { rooms } from '#lib/contract/announcements.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { participant, selection } from '../db/schema.ts';
import type { FactOf } from '../events/index.ts';
import { presentSelection } from '../marks/index.ts';

/** Everybody in the gallery sees the selection as it is now; of one that was locked also by whom. */
export async function tellSelection(
	tx: Transaction,
	ctx: Context,
	{ name, selectionId }: FactOf<'selection.changed' | 'selection.locked'>
) {
	const row = await tx.select().from(selection).where(eq(selection.id, selectionId)).get();
	if (!row) return;
	const { galleryId, lockedBy } = row;
	const by = name === 'selection.locked' && lockedBy !== null ? await nameOf(tx, lockedBy) : undefined;
	const gone = row.deletedAt === null ? {} : { deleted: true };
	const payload = { galleryId, ...presentSelection(row), ...gone, ...(by ? { by } : {}) };
	await ctx.hub.announce(tx, rooms.client(galleryId), 'selection.changed', payload);
	await ctx.hub.announce(tx, rooms.studio(galleryId), 'selection.changed', payload);
}

const nameOf = async (tx: Transaction, id: string) =>
	(await tx.select({ name: participant.name }).from(participant).where(eq(participant.id, id)).get())?.name;
