import { desc, eq } from 'drizzle-orm';
import type { SelectionView } from '#lib/contract/selection.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { copyNames, type CopyNames, type NameStyle } from '#lib/domain/naming/copy-names.ts';
import { findVisibleGallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Database } from '../db/open.ts';
import { file, order, orderItem } from '../db/schema.ts';
import { rawNamesOf } from '../files/index.ts';
import { presentSelection, selectionResult, selectionsIn } from '../marks/index.ts';
import type { SelectionRow } from './find.ts';
import { findSelection } from './find.ts';

export async function listSelections(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<SelectionView[]> {
	return ctx.db.snapshot(async (db) => {
		await findVisibleGallery(db, actor, galleryId, ctx.clock.now());
		return Array.fromAsync(await selectionsIn(db, galleryId), (row) =>
			viewSelection(db, row, ctx.clock.now())
		);
	});
}

export async function readSelection(
	ctx: Context,
	actor: MemberActor,
	selectionId: string
): Promise<SelectionView> {
	const now = ctx.clock.now();
	return ctx.db.snapshot(async (db) => {
		const { selection } = await findSelection(db, actor, selectionId, now);
		return viewSelection(db, selection, now);
	});
}

export async function viewSelection(db: Database, row: SelectionRow, now: number): Promise<SelectionView> {
	const result = await selectionResult(db, row.galleryId, row.id, now);
	const rows = await db
		.select({ id: file.id, cameraName: file.cameraName, section: file.section })
		.from(file)
		.where(eq(file.galleryId, row.galleryId))
		.all();
	const known = new Map(rows.map((row) => [row.id, row]));
	const files = result.files.map(({ fileId, in: isIn, picks, stars }) => ({
		fileId,
		cameraName: known.get(fileId)?.cameraName ?? '',
		...(known.get(fileId)?.section ? { section: known.get(fileId)?.section } : {}),
		in: isIn,
		picks: picks.map(({ name, pick }) => ({ name, pick })),
		stars
	}));
	const since = row.round > 1 ? await sinceLastOrder(db, row.id, files) : null;
	return {
		...presentSelection(row),
		count: result.count,
		files,
		...(since ? { sinceLastOrder: since } : {})
	};
}

async function sinceLastOrder(db: Database, selectionId: string, files: SelectionView['files']) {
	const last = await db
		.select()
		.from(order)
		.where(eq(order.selectionId, selectionId))
		.orderBy(desc(order.placedAt))
		.get();
	if (!last) return null;
	const items = await db
		.select({ id: orderItem.fileId })
		.from(orderItem)
		.where(eq(orderItem.orderId, last.id))
		.all();
	const then = new Set(items.map(({ id }) => id));
	const chosen = files.filter((one) => one.in).map(({ fileId }) => fileId);
	return {
		added: chosen.filter((id) => !then.has(id)),
		removed: [...then].filter((id) => !chosen.includes(id))
	};
}

/** Names of the pictures that are in, as one text for a catalogue's search. */
export async function selectionNames(
	ctx: Context,
	actor: MemberActor,
	selectionId: string,
	how: NameStyle & Pick<CopyNames, 'separator'>
): Promise<string> {
	const now = ctx.clock.now();
	return ctx.db.snapshot(async (db) => {
		const { selection } = await findSelection(db, actor, selectionId, now);
		const chosen = (await viewSelection(db, selection, now)).files.filter((one) => one.in);
		const raws = await rawNamesOf(
			db,
			chosen.map(({ fileId }) => fileId)
		);
		const named = chosen.map(({ fileId, ...file }) => ({ ...file, rawFileName: raws.get(fileId) }));
		return copyNames(named, how);
	});
}
