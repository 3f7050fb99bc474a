import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import type { AcceptVersion, RefuseVersion } from '#lib/contract/file-inputs.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { version } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { notFound, requireAbility } from '../access/index.ts';
import { becomeCurrent } from './become-current.ts';
import type { VersionRow } from './present.ts';
import { KEPT_DELETED_MS } from './delete-file.ts';
import { findVisibleFile, versionByNumber, viewFile } from './queries.ts';

/** The photographer's OK to a version that asks: current, with its state, its items ready, in one act. */
export async function acceptVersion(
	ctx: Context,
	actor: MemberActor,
	fileId: string,
	input: v.InferOutput<typeof AcceptVersion>
): Promise<StudioFile> {
	return ctx.db.transaction(async (tx) => {
		const asking = await findAsking(tx, ctx, actor, fileId, input.version);
		await becomeCurrent(tx, ctx, asking.id, { accepted: true, by: byActor(actor) });
		return viewFile(tx, fileId);
	});
}

/** The version is sent back to whoever uploaded it, with a note; the file stays as it was. */
export async function refuseVersion(
	ctx: Context,
	actor: MemberActor,
	fileId: string,
	input: v.InferOutput<typeof RefuseVersion>
): Promise<StudioFile> {
	return ctx.db.transaction(async (tx) => {
		const asking = await findAsking(tx, ctx, actor, fileId, input.version);
		const expiresAt = ctx.clock.now() + KEPT_DELETED_MS;
		const change = { status: 'refused' as const, asks: null, note: input.note || null, expiresAt };
		await tx.update(version).set(change).where(eq(version.id, asking.id)).run();
		const about = { galleryId: asking.galleryId, by: byActor(actor), fileIds: [fileId] };
		await record(tx, ctx, { name: 'version.refused', ...about, versionId: asking.id });
		return viewFile(tx, fileId);
	});
}

async function findAsking(
	tx: Transaction,
	ctx: Context,
	actor: MemberActor,
	fileId: string,
	n: number
): Promise<VersionRow> {
	const { file } = await findVisibleFile(tx, actor, fileId, ctx.clock.now());
	requireAbility(actor, 'accept-finals');
	const found = await versionByNumber(tx, fileId, n);
	if (!found) throw notFound();
	if (found.status !== 'asks') throw new AppError('conflict', 'faults:files.asks-nothing');
	if (n < file.currentVersion) throw new AppError('conflict', 'faults:files.newer-is-current');
	return found;
}
