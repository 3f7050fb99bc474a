import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import { AppError } from '#lib/domain/fault.ts';
import { Id } from '#lib/domain/id.ts';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { gallery as galleryTable, version } from '../db/schema.ts';
import { findVisibleGallery, type Gallery } from '../access/index.ts';
import { reconsiderItems, startByKnownFinal } from '../orders/index.ts';
import { announceStudio } from './announce.ts';
import { settle } from './mark-processed.ts';
import { announceUnmatched, insertFile, isCurrentOf, takeNumber } from './place-upload.ts';
import { fileHere } from './plan-upload.ts';
import type { FileView, VersionRow } from './present.ts';
import { putState } from './put-state.ts';
import { filesById, viewFiles } from './queries.ts';
import { findUnmatched, viewUnmatched, type UnmatchedView } from './unmatched.ts';

const Yes = v.literal(true);
export const Decision = v.union([
	v.strictObject({ fileId: Id }),
	v.strictObject({ add: Yes }),
	v.strictObject({ discard: Yes })
]);
export type Decision = v.InferOutput<typeof Decision>;

const Suffix = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40));
export const Decisions = v.strictObject({
	decisions: v.pipe(
		v.array(
			v.union([
				v.strictObject({ id: Id, fileId: Id }),
				v.strictObject({ id: Id, add: Yes }),
				v.strictObject({ id: Id, discard: Yes })
			])
		),
		v.maxLength(10_000)
	),
	/** Suffixes that this gallery accepts without asking from now on. */
	always: v.optional(v.pipe(v.array(Suffix), v.maxLength(20)), [])
});

export type Decided = { files: FileView[]; left: UnmatchedView[] };

/** A person says where an unmatched upload belongs; the file it went to, or what is left to decide. */
export async function decideUnmatched(
	ctx: Context,
	actor: MemberActor,
	unmatchedId: string,
	decision: Decision
): Promise<FileView | UnmatchedView[]> {
	return ctx.db.transaction((tx) => {
		const { gallery } = findUnmatched(tx, actor, unmatchedId, ctx.clock.now());
		const fileId = decideOne(tx, ctx, actor, unmatchedId, decision);
		const [view] = fileId ? viewFiles(tx, filesById(tx, [fileId])) : [];
		return view ?? viewUnmatched(tx, gallery, ctx.clock.now());
	});
}

/** "Replace all 38": every decision in one commit. */
export async function decideAll(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	{ decisions, always }: v.InferOutput<typeof Decisions>
): Promise<Decided> {
	return ctx.db.transaction((tx) => {
		const now = ctx.clock.now();
		const { gallery } = findVisibleGallery(tx, actor, galleryId, now);
		if (always.length > 0) rememberSuffixes(tx, actor, gallery, always);
		const fileIds = decisions.flatMap(({ id, ...decision }) => decideOne(tx, ctx, actor, id, decision) ?? []);
		return { files: viewFiles(tx, filesById(tx, fileIds)), left: viewUnmatched(tx, gallery, now) };
	});
}

function rememberSuffixes(
	tx: Transaction,
	actor: MemberActor,
	{ id, acceptSuffixes }: Gallery,
	always: string[]
) {
	if (!memberCan(actor.role, 'manage-galleries'))
		throw new AppError('forbidden', t('faults:access.managers-only'));
	const next = [...new Set([...acceptSuffixes, ...always])];
	tx.update(galleryTable).set({ acceptSuffixes: next }).where(eq(galleryTable.id, id)).run();
}

function decideOne(
	tx: Transaction,
	ctx: Context,
	actor: MemberActor,
	id: string,
	decision: Decision
): string | null {
	const { row, gallery } = findUnmatched(tx, actor, id, ctx.clock.now());
	allow(actor, row, decision);
	announceUnmatched(tx, ctx, gallery.id, row.id);
	if ('discard' in decision) return discard(tx, ctx, row);
	if ('fileId' in decision) return assign(tx, ctx, row, gallery, decision.fileId);
	return addAsNew(tx, ctx, row, gallery);
}

/** A retoucher may place her own finals, and take them back. */
function allow(actor: MemberActor, row: VersionRow, decision: Decision) {
	if (memberCan(actor.role, 'manage-files')) return;
	const own = row.uploadedBy === actor.memberId && memberCan(actor.role, 'upload-finals');
	if (!own || 'add' in decision) throw new AppError('forbidden', t('faults:files.finals-only'));
}

/** Its time is over: nobody finds it any more, and the sweep takes the bytes. */
function discard(tx: Transaction, ctx: Context, row: VersionRow) {
	tx.update(version).set({ expiresAt: ctx.clock.now() }).where(eq(version.id, row.id)).run();
	return null;
}

function assign(tx: Transaction, ctx: Context, row: VersionRow, gallery: Gallery, chosen: string): string {
	const fileId = fileHere(tx, gallery.id, chosen);
	const needsOk = row.uploadedRole === 'retoucher' && gallery.okForRetoucher;
	if (!needsOk && isCurrentOf(tx, fileId, row.sha256)) {
		discard(tx, ctx, row);
		if (row.wantedState) putState(tx, ctx, [fileId], row.wantedState);
		if (row.wantedState === 'FINAL') startByKnownFinal(tx, ctx, fileId);
		return fileId;
	}
	take(tx, ctx, row, fileId, takeNumber(tx, fileId));
	return fileId;
}

function addAsNew(tx: Transaction, ctx: Context, row: VersionRow, gallery: Gallery): string {
	const fileId = insertFile(tx, ctx, gallery, row, row.wantedState ?? gallery.defaultState);
	take(tx, ctx, row, fileId, 1);
	return fileId;
}

/** The upload becomes a version of the file: at once if its picture is made, else when it will be. */
function take(tx: Transaction, ctx: Context, row: VersionRow, fileId: string, n: number) {
	// a person chose: likeness is not asked again
	const change = { fileId, n, status: 'processing' as const, match: null, expiresAt: null };
	tx.update(version).set(change).where(eq(version.id, row.id)).run();
	reconsiderItems(tx, ctx, [fileId], 'uploads');
	if (row.processedAt === null) announceStudio(tx, ctx, [fileId], n === 1 ? 'file.added' : 'file.changed');
	else settle(tx, ctx, { ...row, ...change }, fileId);
}
