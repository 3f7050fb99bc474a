import { inArray } from 'drizzle-orm';
import type { OrderedFile } from '#lib/contract/order.ts';
import { inChunks } from '../db/in-chunks.ts';
import type { Database } from '../db/open.ts';
import { version } from '../db/schema.ts';
import { pictured, type PicturedVersion } from '../renditions/index.ts';
import { filesById, pendingItemsOf, renditionViews, viewFiles, type VersionRow } from '../files/index.ts';

/** These files of an order's items; the caller has found the order. */
export async function filesOfOrder(read: Database, fileIds: string[]): Promise<OrderedFile[]> {
	const versions = await inChunks(fileIds, async (part) =>
		read.select(pictured).from(version).where(inArray(version.fileId, part)).all()
	);
	const byFile = Map.groupBy(versions, (row) => row.fileId);
	const pending = Map.groupBy(await pendingItemsOf(read, fileIds), ({ fileId }) => fileId);
	return (await viewFiles(read, await filesById(read, fileIds))).map((view) => {
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

function thumbnailsOf(versions: PicturedVersion[]): Record<number, string> {
	const urls = versions.flatMap((row) => {
		const smallest = renditionViews(row).at(-1);
		return smallest && row.n !== null ? [[row.n, smallest.url] as const] : [];
	});
	return Object.fromEntries(urls);
}
