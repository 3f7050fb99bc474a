import type { CommentView } from '#lib/contract/comment.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { findVisibleGallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import { commentsOf, type Remark } from './queries.ts';

/** Every comment in a gallery, the studio's own too, oldest first. */
export async function listComments(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<CommentView[]> {
	await findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	return (await commentsOf(ctx.db.read, galleryId, { studio: true })).map(present);
}

const iso = (at: number) => new Date(at).toISOString();

function present(remark: Remark): CommentView {
	const { id, file, version, by, at, text, replyTo, drawing, time, resolvedAt, studioOnly } = remark;
	return {
		id,
		fileId: file,
		version,
		by,
		at: iso(at),
		text,
		...(replyTo === undefined ? {} : { replyTo }),
		...(drawing === undefined ? {} : { drawing }),
		...(time === undefined ? {} : { time }),
		...(resolvedAt === null ? {} : { resolvedAt: iso(resolvedAt) }),
		...(studioOnly ? { studioOnly } : {})
	};
}
