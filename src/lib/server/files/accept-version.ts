import { and, eq, isNull } from 'drizzle-orm';
import * as v from 'valibot';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { member, version } from '../db/schema.ts';
import { notFound, requireManager } from '../access/index.ts';
import { reconsiderItems } from '../orders/index.ts';
import { queueMail } from '../outbox/index.ts';
import { announceStudio } from './announce.ts';
import { becomeCurrent } from './become-current.ts';
import type { FileView, VersionRow } from './present.ts';
import { KEPT_DELETED_MS } from './delete-file.ts';
import { findVisibleFile, versionByNumber, viewFile } from './queries.ts';

const Number_ = v.pipe(v.number(), v.integer(), v.minValue(1));
export const AcceptVersion = v.strictObject({ version: Number_ });
export const RefuseVersion = v.strictObject({
	version: Number_,
	note: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(2000)), '')
});

/** The photographer's OK to a version that asks: current, with its state, its items ready, in one act. */
export async function acceptVersion(
	ctx: Context,
	actor: MemberActor,
	fileId: string,
	input: v.InferOutput<typeof AcceptVersion>
): Promise<FileView> {
	return ctx.db.transaction((tx) => {
		const asking = findAsking(tx, ctx, actor, fileId, input.version);
		becomeCurrent(tx, ctx, asking.id, 'accepted');
		return viewFile(tx, fileId);
	});
}

/** "Back to her": the version is set aside with a note, which she gets by mail; the file stays as it was. */
export async function refuseVersion(
	ctx: Context,
	actor: MemberActor,
	fileId: string,
	input: v.InferOutput<typeof RefuseVersion>
): Promise<FileView> {
	return ctx.db.transaction((tx) => {
		const asking = findAsking(tx, ctx, actor, fileId, input.version);
		const expiresAt = ctx.clock.now() + KEPT_DELETED_MS;
		const change = { status: 'refused' as const, asks: null, note: input.note || null, expiresAt };
		tx.update(version).set(change).where(eq(version.id, asking.id)).run();
		tellUploader(tx, ctx, actor, { ...asking, ...change });
		reconsiderItems(tx, ctx, [fileId], 'uploads');
		announceStudio(tx, ctx, [fileId]);
		return viewFile(tx, fileId);
	});
}

/** Whoever sends her own version back knows it already. */
function tellUploader(tx: Transaction, ctx: Context, actor: MemberActor, refused: VersionRow) {
	const { uploadedBy, fileId, galleryId, n, note, orderId } = refused;
	if (!uploadedBy || uploadedBy === actor.memberId || !fileId || n === null) return;
	const isThere = and(eq(member.id, uploadedBy), isNull(member.removedAt));
	const her = tx.select().from(member).where(isThere).get();
	if (!her) return;
	queueMail(tx, ctx, {
		template: 'final-refused',
		to: her.email,
		toName: her.name,
		facts: { fileId, version: n, note: note ?? '' },
		galleryId,
		orderId: orderId ?? undefined
	});
}

function findAsking(
	tx: Transaction,
	ctx: Context,
	actor: MemberActor,
	fileId: string,
	n: number
): VersionRow {
	const { file } = findVisibleFile(tx, actor, fileId, ctx.clock.now());
	requireManager(actor);
	const found = versionByNumber(tx, fileId, n);
	if (!found) throw notFound();
	if (found.status !== 'asks') throw new AppError('conflict', t('faults:files.asks-nothing'));
	if (n < file.currentVersion) throw new AppError('conflict', t('faults:files.newer-is-current'));
	return found;
}
