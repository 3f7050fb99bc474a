import { desc, eq } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context.ts';
import { downloadLog } from '../db/schema.ts';
import { findVisibleGallery, requireManager } from '../access/index.ts';

const MOST = 5000;

/** Who or which link fetched what of a gallery, newest first. */
export async function listDownloads(ctx: Context, actor: MemberActor, galleryId: string) {
	findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	requireManager(actor);
	const rows = ctx.db.read
		.select()
		.from(downloadLog)
		.where(eq(downloadLog.galleryId, galleryId))
		.orderBy(desc(downloadLog.at))
		.limit(MOST)
		.all();
	return rows.map(({ id, who, whoId, whoName, what, fileId, versionId, deliveryId, bytes, complete, at }) => ({
		id,
		who,
		whoId,
		whoName,
		what,
		fileId,
		versionId,
		deliveryId,
		bytes,
		complete,
		at: new Date(at).toISOString()
	}));
}
