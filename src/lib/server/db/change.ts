import { eq } from 'drizzle-orm';
import { param, increment } from './expressions.ts';
import type { Transaction } from './open.ts';
import { statement } from './statement.ts';
import { gallery } from './schema.ts';

/** Raises the gallery's change number: cached bodies of it are stale from this commit on. */
export async function bumpChange(tx: Transaction, galleryId: string) {
	await bump(tx).run({ galleryId });
}

const bump = statement((tx: Transaction) =>
	tx
		.update(gallery)
		.set({ changeNumber: increment(gallery.changeNumber) })
		.where(eq(gallery.id, param('galleryId')))
		.prepare()
);
