import type { StudioFile } from '#lib/contract/file.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context.ts';
import { inTurns, jsonInTurns } from '../db/in-turns.ts';
import { findVisibleGallery } from '../access/index.ts';
import { idsInOrder } from './in-order.ts';
import { filesById, findVisibleFile, viewFile, viewFiles } from './queries.ts';

/** Every file of a gallery as the studio sees it, in gallery order. */
export async function listFiles(ctx: Context, actor: MemberActor, galleryId: string): Promise<StudioFile[]> {
	const { gallery } = await findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	return viewsInTurns(ctx, await idsInOrder(ctx.db.read, gallery));
}

/** So many are on the page of a gallery when it comes; of a larger one the rest is fetched by it. */
const FIRST = 120;

/** The first files of a gallery as its page shows them, and how many there are. */
export async function listFirstFiles(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<{ files: StudioFile[]; fileCount: number }> {
	const { gallery } = await findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	const ids = await idsInOrder(ctx.db.read, gallery);
	return { files: await viewsInTurns(ctx, ids.slice(0, FIRST)), fileCount: ids.length };
}

const viewsInTurns = ({ db: { read } }: Context, ids: readonly string[]) =>
	inTurns(ids, async (part) => {
		const rows = new Map((await filesById(read, part)).map((row) => [row.id, row]));
		return viewFiles(
			read,
			// deleted since the order was made
			part.flatMap((id) => rows.get(id) ?? []).filter((row) => row.deletedAt === null)
		);
	});

/** The same as the JSON of an answer; written in turns too, since this is as much work as reading. */
export async function listFilesJson(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<Buffer<ArrayBuffer>> {
	return jsonInTurns(await listFiles(ctx, actor, galleryId));
}

export async function readFile(ctx: Context, actor: MemberActor, fileId: string): Promise<StudioFile> {
	await findVisibleFile(ctx.db.read, actor, fileId, ctx.clock.now());
	return viewFile(ctx.db.read, fileId);
}
