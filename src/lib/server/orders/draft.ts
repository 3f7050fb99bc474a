import { eq } from 'drizzle-orm';
import type { OrderDraftView } from '#lib/contract/order.ts';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import { draftOrder, viewHashInput, type Draft, type DraftFile } from '#lib/domain/orders/draft.ts';
import type { OrderDraft } from '#lib/domain/orders/inputs.ts';
import { findVisibleGallery, type Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import type { Database } from '../db/open.ts';
import { selection } from '../db/schema.ts';
import { selectionResult } from '../marks/index.ts';
import type { SelectionRow } from '../selections/index.ts';
import { filesInOrder, pendingItemsOf, type OrderingRow as FileRow } from '../files/index.ts';
import { receiversIn } from './receivers.ts';

/** What the gallery, the choice and the open orders say at this moment, for one client. */
export type OrderFacts = {
	gallery: Gallery;
	rights: Rights;
	selection: SelectionRow | null;
	/** In the selection, in gallery order; undefined for an order of ticked pictures. */
	members: string[] | undefined;
	files: ReadonlyMap<string, DraftFile>;
};

export async function orderFacts(
	db: Database,
	ctx: Context,
	actor: ClientActor,
	galleryId: string,
	selectionId?: string
): Promise<OrderFacts> {
	const now = ctx.clock.now();
	const { gallery, rights } = await findVisibleGallery(db, actor, galleryId, now);
	const rows = await filesInOrder(db, gallery);
	const files = await draftFiles(db, rows);
	if (!selectionId) return { gallery, rights, selection: null, members: undefined, files };
	const result = await selectionResult(db, galleryId, selectionId, now);
	const row = (await db.select().from(selection).where(eq(selection.id, selectionId)).get()) ?? null;
	const members = result.files
		.filter((one) => one.in && files.get(one.fileId)?.released)
		.map(({ fileId }) => fileId);
	return { gallery, rights, selection: row, members, files };
}

async function draftFiles(db: Database, rows: readonly FileRow[]): Promise<Map<string, DraftFile>> {
	const open = new Map<string, string>();
	const pending = await pendingItemsOf(
		db,
		rows.map(({ id }) => id)
	);
	for (const { fileId, orderId } of pending) if (!open.has(fileId)) open.set(fileId, orderId);
	return new Map(rows.map((row) => [row.id, draftFile(row, open.get(row.id) ?? null)]));
}

function draftFile(
	{ id, deletedAt, releasedVersion: version, releasedState: state }: FileRow,
	openOrderId: string | null
) {
	const released = version === null || state === null ? null : { version, state };
	return { id, deleted: deletedAt !== null, released, openOrderId };
}

/** The wanted files that can be ordered, in gallery order, and those left out. */
export function draftFrom(facts: OrderFacts, wanted: readonly string[], again?: readonly string[]): Draft {
	const { files, rights, gallery } = facts;
	const draft = draftOrder({ wanted, files, rights, gallery, again });
	const chosen = new Set(draft.files.map(({ id }) => id));
	return { ...draft, files: [...files.values()].filter(({ id }) => chosen.has(id)) };
}

export function hashOf(
	ctx: Context,
	files: readonly DraftFile[],
	members: readonly string[] | undefined
): string {
	return ctx.tokens.hash(viewHashInput(files, members));
}

export function presentDraft(
	ctx: Context,
	{ files, left }: Draft,
	members: readonly string[] | undefined
): OrderDraftView {
	return { fileIds: files.map(({ id }) => id), viewHash: hashOf(ctx, files, members), left };
}

/** What "Send" would order now. Changes nothing. */
export async function draftFor(
	ctx: Context,
	actor: ClientActor,
	galleryId: string,
	input: OrderDraft
): Promise<OrderDraftView> {
	const selectionId = 'selectionId' in input ? input.selectionId : undefined;
	return ctx.db.snapshot(async (db) => {
		const facts = await orderFacts(db, ctx, actor, galleryId, selectionId);
		const wanted = 'fileIds' in input ? input.fileIds : (facts.members ?? []);
		const draft = presentDraft(ctx, draftFrom(facts, wanted, input.again), facts.members);
		if (!facts.rights.order) return draft;
		return { ...draft, receivers: await receiversIn(db, facts.gallery, actor, ctx.clock.now()) };
	});
}
