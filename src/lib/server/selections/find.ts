import { and, eq, isNull } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, notFound, type Visible } from '../access/index.ts';
import type { Database } from '../db/open.ts';
import { selection } from '../db/schema.ts';

export type SelectionRow = typeof selection.$inferSelect;

/** A selection of a gallery that this actor sees. */
export async function findSelection(
	db: Database,
	actor: Actor,
	selectionId: string,
	now: number
): Promise<Visible & { selection: SelectionRow }> {
	const isLive = and(eq(selection.id, selectionId), isNull(selection.deletedAt));
	const row = await db.select().from(selection).where(isLive).get();
	if (!row) throw notFound();
	return { selection: row, ...(await findVisibleGallery(db, actor, row.galleryId, now)) };
}
