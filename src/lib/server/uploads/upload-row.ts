import { and, eq, type SQL } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { upload } from '../db/schema.ts';
import { findVisibleGallery, notFound } from '../access/index.ts';
import {
	allowUpload,
	empty,
	isFinals,
	planUpload,
	refuseDangerousName,
	unplaceable,
	type Plan,
	type UploadIntent
} from '../files/index.ts';
import { record, type By } from '../events/index.ts';

export type UploadRow = typeof upload.$inferSelect;

/** How long an upload may rest before it is forgotten. */
export const UPLOAD_LIFE_MS = 24 * 3_600_000;
export const LARGEST_BYTES = 1024 ** 4;

export const tempPath = (ctx: Pick<Context, 'tempDir'>, { tempName }: Pick<UploadRow, 'tempName'>) =>
	join(ctx.tempDir, tempName);

/** What can be refused before a byte is sent: who, where, which name, how much, and what it would replace. */
export async function admit(
	db: Parameters<typeof planUpload>[0],
	ctx: Pick<Context, 'clock'>,
	actor: MemberActor,
	intent: UploadIntent,
	lengthBytes: number | null
): Promise<Plan> {
	const { gallery } = await findVisibleGallery(db, actor, intent.galleryId, ctx.clock.now());
	allowUpload(actor, intent);
	refuseDangerousName(intent.name);
	if (lengthBytes === 0) throw empty();
	if (lengthBytes !== null && lengthBytes > LARGEST_BYTES)
		throw new AppError('too-big', 'faults:uploads.too-large');
	const plan = await planUpload(db, gallery, intent);
	if (plan.kind === 'undecided' && intent.match !== 'ask') throw await unplaceable(db, intent.name, plan);
	return plan;
}

/** Admits an upload and remembers it: from here on it is under way, and deliveries that it could join wait. */
export async function createUpload(
	ctx: Context,
	actor: MemberActor,
	intent: UploadIntent & { uploadId: string },
	lengthBytes: number
): Promise<UploadRow> {
	return ctx.db.transaction(async (tx) => {
		const plan = await admit(tx, ctx, actor, intent, lengthBytes);
		const now = ctx.clock.now();
		const [row] = await tx
			.insert(upload)
			.values({
				id: intent.uploadId,
				galleryId: intent.galleryId,
				memberId: actor.memberId,
				orderId: intent.orderId ?? null,
				fileId: intent.fileId ?? null,
				dropId: intent.drop ?? null,
				filename: intent.name,
				section: intent.section,
				state: intent.state ?? null,
				replace: intent.replace,
				add: intent.add,
				match: intent.match,
				lengthBytes,
				offsetBytes: 0,
				tempName: `upload-${intent.uploadId}`,
				status: 'receiving',
				resultFileId: plan.kind === 'replace' ? plan.fileId : null,
				createdAt: now,
				updatedAt: now
			})
			.returning()
			.all();
		if (!row) throw new Error('The upload was not kept');
		await recordUpload(tx, ctx, row);
		return row;
	});
}

export const intentOf = (row: UploadRow): UploadIntent & { uploadId: string } => ({
	galleryId: row.galleryId,
	name: row.filename,
	section: row.section,
	state: row.state ?? undefined,
	replace: row.replace,
	add: row.add,
	match: row.match,
	orderId: row.orderId ?? undefined,
	fileId: row.fileId ?? undefined,
	drop: row.dropId ?? undefined,
	uploadId: row.id
});

/** An upload began or ended. */
export async function recordUpload(tx: Transaction, ctx: Context, row: UploadRow) {
	const { id: uploadId, galleryId, orderId, status, memberId } = row;
	const fileId = row.resultFileId ?? row.fileId;
	const by: By = { kind: 'member', id: memberId };
	const about = { galleryId, by, uploadId, orderId, status, fileIds: fileId ? [fileId] : [] };
	await record(tx, ctx, { name: 'upload.changed', ...about, isFinal: isFinals(intentOf(row)) });
}

/** The member's own upload; anybody else's is not found. */
export async function findUpload(ctx: Context, actor: MemberActor, uploadId: string): Promise<UploadRow> {
	const own = and(eq(upload.id, uploadId), eq(upload.memberId, actor.memberId));
	const row = await ctx.db.read.select().from(upload).where(own).get();
	if (!row) throw notFound();
	return row;
}

export const isExpired = (ctx: Pick<Context, 'clock'>, row: UploadRow) =>
	row.status === 'receiving' && row.updatedAt + UPLOAD_LIFE_MS <= ctx.clock.now();

type Ending = { status: 'refused' | 'cancelled'; problem?: UploadRow['problem'] };

/** Ends an upload without a result. */
export const endUpload = (
	ctx: Context,
	{ id }: UploadRow,
	{ status, problem = null }: Ending
): Promise<void> => ctx.db.transaction((tx) => end(tx, ctx, eq(upload.id, id), { status, problem }));

/** Whoever is removed from the studio sends nothing more: no delivery waits for it. */
export const cancelUploadsOf = (tx: Transaction, ctx: Context, memberId: string) =>
	end(tx, ctx, eq(upload.memberId, memberId), { status: 'cancelled' });

async function end(tx: Transaction, ctx: Context, which: SQL, ending: Ending) {
	const ended = await tx
		.update(upload)
		.set({ ...ending, updatedAt: ctx.clock.now() })
		.where(and(which, eq(upload.status, 'receiving')))
		.returning()
		.all();
	for (const row of ended) await recordUpload(tx, ctx, row);
}
