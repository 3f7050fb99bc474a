import { desc, eq } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { compareFiles, type FileOrder } from '#lib/domain/galleries/file-order.ts';
import type { Context } from '../context.ts';
import { orderItem, version } from '../db/schema.ts';
import { findVisibleGallery } from '../access/index.ts';
import { errorWords, iso, renditionViews, type FileRow, type FileView } from './present.ts';
import { filesById, findVisibleFile, liveFilesOf, viewFile, viewFiles } from './queries.ts';

/** Rows in the gallery's own order. */
export function inOrder(rows: FileRow[], order: FileOrder): FileRow[] {
	const compare = compareFiles(order);
	const placed = rows.map((row) => ({ ...row, takenAt: row.capturedAt }));
	return placed.sort(compare);
}

/** Every file of a gallery as the studio sees it, in gallery order. */
export async function listFiles(ctx: Context, actor: MemberActor, galleryId: string): Promise<FileView[]> {
	const { gallery } = findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	return viewFiles(ctx.db.read, inOrder(liveFilesOf(ctx.db.read, galleryId), gallery.orderBy));
}

export async function readFile(ctx: Context, actor: MemberActor, fileId: string): Promise<FileView> {
	findVisibleFile(ctx.db.read, actor, fileId, ctx.clock.now());
	return viewFile(ctx.db.read, fileId);
}

export type OrderedFile = FileView & { rawFileName: string | null };

/** The files of an order's items, deleted ones too; the caller has found the order. */
export function filesOfOrder(ctx: Context, orderId: string): OrderedFile[] {
	const { read } = ctx.db;
	const ids = read
		.selectDistinct({ id: orderItem.fileId })
		.from(orderItem)
		.where(eq(orderItem.orderId, orderId))
		.all();
	const fileIds = ids.map(({ id }) => id);
	return viewFiles(read, filesById(read, fileIds)).map((view) => ({
		...view,
		rawFileName: rawNameOf(ctx, view.id)
	}));
}

/** Carried by whichever version names it: a final exported from the catalogue often does when the proof does not. */
function rawNameOf(ctx: Context, fileId: string): string | null {
	const rows = ctx.db.read
		.select({ capture: version.capture })
		.from(version)
		.where(eq(version.fileId, fileId))
		.all();
	return rows.map(({ capture }) => capture.rawFileName).find((name) => name !== undefined) ?? null;
}

/** All versions of a file, newest first. */
export async function listVersions(ctx: Context, actor: MemberActor, fileId: string) {
	const { file } = findVisibleFile(ctx.db.read, actor, fileId, ctx.clock.now(), { deleted: true });
	const rows = ctx.db.read
		.select()
		.from(version)
		.where(eq(version.fileId, file.id))
		.orderBy(desc(version.n))
		.all();
	return rows.map((row) => ({
		version: row.n,
		name: row.name,
		status: row.status,
		state: row.lastState,
		bytes: row.bytes,
		sha256: row.sha256,
		kind: row.kind,
		width: row.width,
		height: row.height,
		...(row.error ? { error: errorWords(row.error) } : {}),
		...(row.asks ? { asks: row.asks } : {}),
		...(row.note ? { note: row.note } : {}),
		released: row.releasedAt !== null,
		takenBack: row.takenBackAt !== null,
		renditions: renditionViews(row),
		createdAt: iso(row.createdAt)
	}));
}
