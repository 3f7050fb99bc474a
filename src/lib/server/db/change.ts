import { eq } from 'drizzle-orm';
import { given, oneMore } from './expressions.ts';
import type { Transaction } from './open.ts';
import { prepared } from './prepared.ts';
import { gallery } from './schema.ts';

/** Raises the gallery's change number: cached bodies of it are stale from this commit on. */
export function bumpChange(tx: Transaction, galleryId: string) {
	bump(tx).run({ galleryId });
}

const bump = prepared((tx: Transaction) =>
	tx
		.update(gallery)
		.set({ changeNumber: oneMore(gallery.changeNumber) })
		.where(eq(gallery.id, given('galleryId')))
		.prepare()
);
