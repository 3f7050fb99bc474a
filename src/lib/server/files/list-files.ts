import { desc, eq, inArray } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import type { Context } from '../context.ts';
import { inChunks } from '../db/in-chunks.ts';
import { inTurns, jsonInTurns } from '../db/in-turns.ts';
import { version } from '../db/schema.ts';
import { findVisibleGallery } from '../access/index.ts';
import { pendingItemsOf, standingOf } from '../orders/index.ts';
import { idsInOrder } from './in-order.ts';
import { errorWords, iso, remarkWords, renditionViews, type FileView, type VersionRow } from './present.ts';
import { filesById, findVisibleFile, viewFile, viewFiles } from './queries.ts';

/** Every file of a gallery as the studio sees it, in gallery order. */
export async function listFiles(ctx: Context, actor: MemberActor, galleryId: string): Promise<FileView[]> {
	const { gallery } = findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	return viewsInTurns(ctx, await idsInOrder(ctx.db.read, gallery));
}

/** So many are on the page of a gallery when it comes; of a larger one the rest is fetched by it. */
const FIRST = 120;

/** The first files of a gallery as its page shows them, and how many there are. */
export async function listFirstFiles(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<{ files: FileView[]; fileCount: number }> {
	const { gallery } = findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	const ids = await idsInOrder(ctx.db.read, gallery);
	return { files: await viewsInTurns(ctx, ids.slice(0, FIRST)), fileCount: ids.length };
}

const viewsInTurns = ({ db: { read } }: Context, ids: readonly string[]) =>
	inTurns(ids, (part) => {
		const rows = new Map(filesById(read, part).map((row) => [row.id, row]));
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

export async function readFile(ctx: Context, actor: MemberActor, fileId: string): Promise<FileView> {
	findVisibleFile(ctx.db.read, actor, fileId, ctx.clock.now());
	return viewFile(ctx.db.read, fileId);
}

/**
 * `thumbnails`: a small picture of every version that has one, by its number; `sentBack`: its newest was refused;
 * `pendingItems`: in how many orders it is waiting or ready.
 */
export type OrderedFile = FileView & {
	thumbnails: Record<number, string>;
	sentBack?: { version: number; note: string };
	pendingItems: number;
};

/** These files of an order's items; the caller has found the order. */
export function filesOfOrder(ctx: Context, fileIds: string[]): OrderedFile[] {
	const { read } = ctx.db;
	const versions = inChunks(fileIds, (part) =>
		read.select().from(version).where(inArray(version.fileId, part)).all()
	);
	const byFile = Map.groupBy(versions, (row) => row.fileId);
	const pending = Map.groupBy(pendingItemsOf(read, fileIds), ({ fileId }) => fileId);
	return viewFiles(read, filesById(read, fileIds)).map((view) => {
		const own = byFile.get(view.id) ?? [];
		const pendingItems = pending.get(view.id)?.length ?? 0;
		return {
			...view,
			thumbnails: thumbnailsOf(own),
			...sentBackIn(own),
			pendingItems
		};
	});
}

function sentBackIn(versions: VersionRow[]): Pick<OrderedFile, 'sentBack'> {
	const newest = versions.toSorted((a, b) => (b.n ?? 0) - (a.n ?? 0))[0];
	if (newest?.status !== 'refused') return {};
	return { sentBack: { version: newest.n ?? 0, note: newest.note ?? '' } };
}

function thumbnailsOf(versions: VersionRow[]): Record<number, string> {
	const urls = versions.flatMap((row) => {
		const smallest = renditionViews(row).at(-1);
		return smallest && row.n !== null ? [[row.n, smallest.url] as const] : [];
	});
	return Object.fromEntries(urls);
}

/** All versions of a file, newest first; `deliveries` that still hand one out, for whoever knows the recipients. */
export async function listVersions(ctx: Context, actor: MemberActor, fileId: string) {
	const { file } = findVisibleFile(ctx.db.read, actor, fileId, ctx.clock.now(), { deleted: true });
	const rows = ctx.db.read
		.select()
		.from(version)
		.where(eq(version.fileId, file.id))
		.orderBy(desc(version.n))
		.all();
	const knowsPeople = memberCan(actor.role, 'manage-orders');
	const standing = knowsPeople ? standingOf(ctx.db.read, file.id, ctx.clock.now()) : null;
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
		...(row.remark ? { remark: remarkWords(row.remark) } : {}),
		...(row.asks ? { asks: row.asks } : {}),
		...(row.note ? { note: row.note } : {}),
		released: row.releasedAt !== null,
		takenBack: row.takenBackAt !== null,
		deliveries: standing?.get(row.id) ?? [],
		renditions: renditionViews(row),
		createdAt: iso(row.createdAt)
	}));
}
