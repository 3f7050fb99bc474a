import { eq } from 'drizzle-orm';
import { rightsIn } from '../access/index.ts';
import type { Context } from '../context.ts';
import { gallery, studio } from '../db/schema.ts';

/** What a gallery's page says to a browser that is nobody there yet. */
export type Landing =
	| { kind: 'open'; title: string; studioName: string }
	| { kind: 'passphrase' }
	/** By its link only, or not there at all: strangers cannot tell. */
	| { kind: 'closed' };

export async function readLanding(ctx: Context, galleryId: string): Promise<Landing> {
	const db = ctx.db.read;
	const { rights, because } = await rightsIn(db, galleryId, null, ctx.clock.now());
	if (because === 'passphrase-needed') return { kind: 'passphrase' };
	if (!rights.look) return { kind: 'closed' };
	const found = await db
		.select({ title: gallery.title, studioName: studio.name })
		.from(gallery)
		.innerJoin(studio, eq(studio.id, gallery.studioId))
		.where(eq(gallery.id, galleryId))
		.get();
	return found ? { kind: 'open', ...found } : { kind: 'closed' };
}
