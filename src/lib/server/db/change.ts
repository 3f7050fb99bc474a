import { eq, sql } from 'drizzle-orm';
import type { Transaction } from './open.ts';
import { gallery } from './schema.ts';

/** Raises the gallery's change number: cached bodies of it are stale from this commit on. */
export function bumpChange(tx: Transaction, galleryId: string) {
	tx.update(gallery)
		.set({ changeNumber: sql`${gallery.changeNumber} + 1` })
		.where(eq(gallery.id, galleryId))
		.run();
}
