import { and, eq } from 'drizzle-orm';
import type { Rights } from '#lib/domain/access/rights.ts';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { accessRow, gallery } from '../db/schema.ts';
import { rowsOf, type AccessRow } from './judge.ts';
import { lineOf } from './line.ts';

/** The rows that hold here: the gallery's own, or those of the ancestor it goes by. */
export async function rowsThatHold(tx: Database, galleryId: string): Promise<AccessRow[]> {
	const owner = (await lineOf(tx, galleryId)).find((each) => !each.inheritAccess);
	return owner ? await rowsOf(tx, owner.id) : [];
}

/** Ends the inheriting of a gallery: its own table starts as a copy of the rows it went by. */
export async function startOwnTable(tx: Transaction, ctx: Context, galleryId: string) {
	const inherited = await rowsThatHold(tx, galleryId);
	await tx.update(gallery).set({ inheritAccess: false }).where(eq(gallery.id, galleryId)).run();
	await tx.delete(accessRow).where(eq(accessRow.galleryId, galleryId)).run();
	for (const row of inherited)
		await tx
			.insert(accessRow)
			.values({ ...row, id: ctx.ids.next(), galleryId })
			.run();
}

/** Gives an address (or Anybody) exactly these rights here; an expired row lives again. */
export async function grant(
	tx: Transaction,
	ctx: Context,
	galleryId: string,
	subject: string,
	rights: Rights
) {
	const here = await tx.select().from(gallery).where(eq(gallery.id, galleryId)).get();
	if (here?.inheritAccess) await startOwnTable(tx, ctx, galleryId);
	const known = and(eq(accessRow.galleryId, galleryId), eq(accessRow.subject, subject));
	const changed = await tx
		.update(accessRow)
		.set({ ...rights, expiresAt: null })
		.where(known)
		.run();
	if (changed.changes > 0) return;
	await tx
		.insert(accessRow)
		.values({ id: ctx.ids.next(), galleryId, subject, ...rights, createdAt: ctx.clock.now() })
		.run();
}
