import { eq } from 'drizzle-orm';
import type { Language } from '#lib/messages/languages.ts';
import { param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { gallery } from '../db/schema.ts';
import { statement } from '../db/statement.ts';

/** What a gallery speaks: its own setting, else that of the nearest gallery above it that has one; null: none of them. */
export async function languageIn(db: Database, galleryId: string): Promise<Language | null> {
	const seen = new Set<string>();
	let next: string | null = galleryId;
	while (next && !seen.has(next)) {
		seen.add(next);
		const at: { language: Language | null; parentId: string | null } | undefined = await byId(db).get({
			id: next
		});
		if (at?.language) return at.language;
		next = at?.parentId ?? null;
	}
	return null;
}

const byId = statement((db: Database) =>
	db
		.select({ language: gallery.language, parentId: gallery.parentId })
		.from(gallery)
		.where(eq(gallery.id, param('id')))
		.prepare()
);
