import { and, eq } from 'drizzle-orm';
import type { Rights } from '#lib/domain/access/rights.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { accessRow, gallery } from '../db/schema.ts';
import { lineOf, rowsOf, type AccessRow } from './rights-in.ts';

/** The rows that hold here: the gallery's own, or those of the ancestor it goes by. */
export function rowsThatHold(tx: Pick<Transaction, 'select'>, galleryId: string): AccessRow[] {
	const owner = lineOf(tx, galleryId).find((each) => !each.inheritAccess);
	return owner ? rowsOf(tx, owner.id) : [];
}

/** Ends the inheriting of a gallery: its own table starts as a copy of the rows it went by. */
export function startOwnTable(tx: Transaction, ctx: Context, galleryId: string) {
	const inherited = rowsThatHold(tx, galleryId);
	tx.update(gallery).set({ inheritAccess: false }).where(eq(gallery.id, galleryId)).run();
	tx.delete(accessRow).where(eq(accessRow.galleryId, galleryId)).run();
	for (const row of inherited)
		tx.insert(accessRow)
			.values({ ...row, id: ctx.ids.next(), galleryId })
			.run();
}

/** Gives an address (or Anybody) exactly these rights here; an expired row lives again. */
export function grant(tx: Transaction, ctx: Context, galleryId: string, subject: string, rights: Rights) {
	const here = tx.select().from(gallery).where(eq(gallery.id, galleryId)).get();
	if (here?.inheritAccess) startOwnTable(tx, ctx, galleryId);
	const known = and(eq(accessRow.galleryId, galleryId), eq(accessRow.subject, subject));
	const changed = tx
		.update(accessRow)
		.set({ ...rights, expiresAt: null })
		.where(known)
		.run();
	if (changed.changes > 0) return;
	tx.insert(accessRow)
		.values({ id: ctx.ids.next(), galleryId, subject, ...rights, createdAt: ctx.clock.now() })
		.run();
}
