import { and, desc, eq, gt } from 'drizzle-orm';
import type { StudioFile } from '#lib/contract/file.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { isPicture } from '../db/pictures.ts';
import { file } from '../db/schema.ts';
import { KEPT_DELETED_MS } from './delete-file.ts';
import { viewFiles } from './queries.ts';

/** Files of a gallery that can still be brought back, the last deleted first. */
export async function listDeletedFiles(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<StudioFile[]> {
	const now = ctx.clock.now();
	await findVisibleGallery(ctx.db.read, actor, galleryId, now);
	requireAbility(actor, 'manage-files');
	const isKept = and(eq(file.galleryId, galleryId), isPicture, gt(file.deletedAt, now - KEPT_DELETED_MS));
	return viewFiles(
		ctx.db.read,
		await ctx.db.read.select().from(file).where(isKept).orderBy(desc(file.deletedAt)).all()
	);
}
