import * as v from 'valibot';
import type { Decision, Decisions } from '#lib/contract/file-inputs.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import type { UnmatchedView, Decided } from '#lib/contract/unmatched.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { byActor, record, type By } from '../events/index.ts';
import { findVisibleGallery, type Gallery } from '../access/index.ts';
import { rememberSuffixes } from './accepted-suffixes.ts';
import { discardUnmatched } from './end-unmatched.ts';
import { insertFile } from './file-rows.ts';
import { fileHere } from './plan-upload.ts';
import type { VersionRow } from './present.ts';
import { filesById, viewFiles } from './queries.ts';
import { placeUnmatched, takeUnmatched } from './take-unmatched.ts';
import { findUnmatched, viewUnmatched } from './unmatched.ts';

/** A person says where an unmatched upload belongs; the file it went to, or what is left to decide. */
export async function decideUnmatched(
	ctx: Context,
	actor: MemberActor,
	unmatchedId: string,
	decision: Decision
): Promise<StudioFile | UnmatchedView[]> {
	return ctx.db.transaction(async (tx) => {
		const { gallery } = await findUnmatched(tx, actor, unmatchedId, ctx.clock.now());
		const fileId = await decideOne(tx, ctx, actor, unmatchedId, decision);
		const [view] = fileId ? await viewFiles(tx, await filesById(tx, [fileId])) : [];
		return view ?? (await viewUnmatched(tx, gallery, ctx.clock.now()));
	});
}

/** "Replace all 38": every decision in one commit. */
export async function decideAll(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	{ decisions, always }: v.InferOutput<typeof Decisions>
): Promise<Decided> {
	return ctx.db.transaction(async (tx) => {
		const now = ctx.clock.now();
		const { gallery } = await findVisibleGallery(tx, actor, galleryId, now);
		if (always.length > 0) await rememberFor(tx, actor, gallery, always);
		const fileIds: string[] = [];
		for (const { id, ...decision } of decisions) {
			const fileId = await decideOne(tx, ctx, actor, id, decision);
			if (fileId) fileIds.push(fileId);
		}
		return {
			files: await viewFiles(tx, await filesById(tx, fileIds)),
			left: await viewUnmatched(tx, gallery, now)
		};
	});
}

async function rememberFor(tx: Transaction, actor: MemberActor, gallery: Gallery, always: string[]) {
	if (!memberCan(actor.role, 'manage-galleries'))
		throw new AppError('forbidden', 'faults:access.managers-only');
	await rememberSuffixes(tx, gallery.studioId, always);
}

async function decideOne(
	tx: Transaction,
	ctx: Context,
	actor: MemberActor,
	id: string,
	decision: Decision
): Promise<string | null> {
	const { row, gallery } = await findUnmatched(tx, actor, id, ctx.clock.now());
	allow(actor, row, decision);
	const by = byActor(actor);
	await record(tx, ctx, { name: 'unmatched.changed', galleryId: gallery.id, by, unmatchedId: row.id });
	if ('discard' in decision) return discardUnmatched(tx, ctx, row);
	if ('fileId' in decision) return assign(tx, ctx, by, row, { gallery, chosen: decision.fileId });
	return addAsNew(tx, ctx, by, row, gallery);
}

/** A retoucher may place their own finals, and take them back. */
function allow(actor: MemberActor, row: VersionRow, decision: Decision) {
	if (memberCan(actor.role, 'manage-files')) return;
	const own = row.uploadedBy === actor.memberId && memberCan(actor.role, 'upload-finals');
	if (!own || 'add' in decision) throw new AppError('forbidden', 'faults:files.finals-only');
}

async function assign(
	tx: Transaction,
	ctx: Context,
	by: By,
	row: VersionRow,
	{ gallery, chosen }: { gallery: Gallery; chosen: string }
): Promise<string> {
	const fileId = await fileHere(tx, gallery.id, chosen);
	await placeUnmatched(tx, ctx, by, row, { gallery, fileId });
	return fileId;
}

async function addAsNew(
	tx: Transaction,
	ctx: Context,
	by: By,
	row: VersionRow,
	gallery: Gallery
): Promise<string> {
	const fileId = await insertFile(tx, ctx, gallery, row, row.wantedState ?? gallery.defaultState);
	await takeUnmatched(tx, ctx, by, row, { fileId, n: 1 });
	return fileId;
}
