import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Shape } from '#lib/domain/marks/values.ts';
import { findVisibleGallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import { commentsOf, type Remark } from './queries.ts';

/** A comment as `GET /api/v1/galleries/{id}/comments` answers it. Programs rely on it: fields may come, none may go. */
export type CommentView = {
	id: string;
	fileId: string;
	version: number;
	by: string;
	at: string;
	text: string;
	replyTo?: string;
	drawing?: Shape[];
	/** Seconds into a video. */
	time?: number;
	resolvedAt?: string;
	/** Clients never see it. */
	studioOnly?: true;
};

/** Every comment in a gallery, the studio's own too, oldest first. */
export async function listComments(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<CommentView[]> {
	findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	return commentsOf(ctx.db.read, galleryId, { studio: true }).map(present);
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
