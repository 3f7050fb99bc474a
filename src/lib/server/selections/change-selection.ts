import { and, count, eq, isNotNull, isNull, max } from 'drizzle-orm';
import type { SelectionView } from '#lib/contract/selection.ts';
import { CreateSelection, PatchSelection } from '#lib/domain/marks/selection-inputs.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { ensureMemberParticipant, findVisibleGallery, notFound, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { increment } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { participant, selection } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { findSelection, type SelectionRow } from './find.ts';
import { lockIn } from './lock.ts';
import { viewSelection } from './read-selection.ts';

export { CreateSelection, PatchSelection };

const MAX_SELECTIONS = 50;

export async function createSelection(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	input: CreateSelection
): Promise<SelectionView> {
	requireAbility(actor, 'manage-selections');
	return ctx.db.transaction(async (tx) => {
		await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		const place = await nextPlace(tx, galleryId);
		const row = { id: ctx.ids.next(), galleryId, ...input, place, createdAt: ctx.clock.now() };
		const [made] = await tx.insert(selection).values(row).returning().all();
		return told(tx, ctx, actor, made);
	});
}

async function nextPlace(tx: Transaction, galleryId: string): Promise<number> {
	const here = and(eq(selection.galleryId, galleryId), isNull(selection.deletedAt));
	const found = await tx
		.select({ n: count(), last: max(selection.place) })
		.from(selection)
		.where(here)
		.get();
	if ((found?.n ?? 0) >= MAX_SELECTIONS)
		throw new AppError('conflict', 'faults:selections.too-many', { count: MAX_SELECTIONS });
	return (found?.last ?? -1) + 1;
}

/** Name, rule, limit and date: at any time, also of a locked one. */
export async function patchSelection(
	ctx: Context,
	actor: MemberActor,
	selectionId: string,
	input: PatchSelection
): Promise<SelectionView> {
	requireAbility(actor, 'manage-selections');
	return change(ctx, actor, selectionId, async (tx) =>
		Object.keys(input).length
			? await tx.update(selection).set(input).where(eq(selection.id, selectionId)).returning().get()
			: await tx.select().from(selection).where(eq(selection.id, selectionId)).get()
	);
}

/** The studio ends the choosing itself; limits are the clients' business. */
export async function lockSelection(
	ctx: Context,
	actor: MemberActor,
	selectionId: string
): Promise<SelectionView> {
	requireAbility(actor, 'manage-selections');
	return ctx.db.transaction(async (tx) => {
		const { selection: row, gallery } = await findSelection(tx, actor, selectionId, ctx.clock.now());
		const { id } = await ensureMemberParticipant(tx, ctx, actor, gallery.id);
		const locking = { by: byActor(actor), participantId: id, how: 'studio' } as const;
		const locked = await lockIn(tx, ctx, selectionId, locking);
		return viewSelection(tx, locked ?? row, ctx.clock.now());
	});
}

/** Choosing goes on, in the next round; what was sent before stays an order. */
export async function reopenSelection(
	ctx: Context,
	actor: MemberActor,
	selectionId: string
): Promise<SelectionView> {
	requireAbility(actor, 'manage-selections');
	return change(ctx, actor, selectionId, async (tx) => {
		const isLocked = and(eq(selection.id, selectionId), isNotNull(selection.lockedAt));
		const next = { lockedAt: null, lockedBy: null, round: increment(selection.round) };
		const row = await tx.update(selection).set(next).where(isLocked).returning().get();
		if (!row) throw new AppError('conflict', 'faults:selections.not-locked');
		return row;
	});
}

/** The last selection of a gallery stays: people choose in something. */
export async function deleteSelection(ctx: Context, actor: MemberActor, selectionId: string): Promise<void> {
	requireAbility(actor, 'manage-selections');
	await ctx.db.transaction(async (tx) => {
		const { selection: row } = await findSelection(tx, actor, selectionId, ctx.clock.now());
		const here = and(eq(selection.galleryId, row.galleryId), isNull(selection.deletedAt));
		if (((await tx.select({ n: count() }).from(selection).where(here).get())?.n ?? 0) < 2)
			throw new AppError('conflict', 'faults:selections.last');
		const deletedAt = ctx.clock.now();
		await tx.update(selection).set({ deletedAt }).where(eq(selection.id, selectionId)).run();
		await changed(tx, ctx, actor, row);
	});
}

/** A person's marks count nowhere any more, or again; they stay where they are. */
export async function setAside(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	participantId: string,
	{ aside }: { aside: boolean }
): Promise<void> {
	requireAbility(actor, 'manage-selections');
	await ctx.db.transaction(async (tx) => {
		await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		const isPerson = and(eq(participant.id, participantId), eq(participant.galleryId, galleryId));
		const setAsideAt = aside ? ctx.clock.now() : null;
		const rows = await tx.update(participant).set({ setAsideAt }).where(isPerson).returning().all();
		if (!rows.length) throw notFound();
		const here = and(eq(selection.galleryId, galleryId), isNull(selection.deletedAt));
		for (const row of await tx.select().from(selection).where(here).all()) await changed(tx, ctx, actor, row);
	});
}

async function change(
	ctx: Context,
	actor: MemberActor,
	selectionId: string,
	write: (tx: Transaction) => Promise<SelectionRow | undefined>
): Promise<SelectionView> {
	return ctx.db.transaction(async (tx) => {
		await findSelection(tx, actor, selectionId, ctx.clock.now());
		return told(tx, ctx, actor, await write(tx));
	});
}

async function told(
	tx: Transaction,
	ctx: Context,
	actor: MemberActor,
	row: SelectionRow | undefined
): Promise<SelectionView> {
	if (!row) throw notFound();
	await changed(tx, ctx, actor, row);
	return viewSelection(tx, row, ctx.clock.now());
}

const changed = (tx: Transaction, ctx: Context, actor: MemberActor, { id, galleryId }: SelectionRow) =>
	record(tx, ctx, { name: 'selection.changed', galleryId, by: byActor(actor), selectionId: id });
