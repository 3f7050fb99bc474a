import { and, eq, isNull } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, notFound, type Visible } from '../access/index.ts';
import type { Reader, Transaction } from '../db/open.ts';
import { selection } from '../db/schema.ts';

export type SelectionRow = typeof selection.$inferSelect;

/** A selection of a gallery that this actor sees. */
export function findSelection(
	db: Reader | Transaction,
	actor: Actor,
	selectionId: string,
	now: number
): Visible & { selection: SelectionRow } {
	const isLive = and(eq(selection.id, selectionId), isNull(selection.deletedAt));
	const row = db.select().from(selection).where(isLive).get();
	if (!row) throw notFound();
	return { selection: row, ...findVisibleGallery(db, actor, row.galleryId, now) };
}
