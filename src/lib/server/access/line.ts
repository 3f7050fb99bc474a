import { eq } from 'drizzle-orm';
import { param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { gallery } from '../db/schema.ts';
import { statement } from '../db/statement.ts';

export type Gallery = typeof gallery.$inferSelect;

/** A gallery that is not deleted. */
export async function galleryOf(db: Database, galleryId: string): Promise<Gallery | undefined> {
	const found = await galleryById(db).get({ id: galleryId });
	return found?.deletedAt === null ? found : undefined;
}

const galleryById = statement((db: Database) =>
	db
		.select()
		.from(gallery)
		.where(eq(gallery.id, param('id')))
		.prepare()
);

/** The gallery first, then its ancestors as far as they exist. */
export async function lineOf(
	db: Database,
	galleryId: string,
	find: (galleryId: string) => Promise<Gallery | undefined> = (id) => galleryOf(db, id)
): Promise<Gallery[]> {
	const line: Gallery[] = [];
	let next: string | null = galleryId;
	while (next && !line.some((seen) => seen.id === next)) {
		const found: Gallery | undefined = await find(next);
		if (!found) break;
		line.push(found);
		next = found.parentId;
	}
	return line;
}
