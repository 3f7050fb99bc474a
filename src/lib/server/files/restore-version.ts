import { and, eq, gt, inArray, ne } from 'drizzle-orm';
import * as v from 'valibot';
import type { RestoreVersion } from '#lib/contract/file-inputs.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { file, version } from '../db/schema.ts';
import { byActor, record, type By } from '../events/index.ts';
import { notFound, requireAbility } from '../access/index.ts';
import { companionsOf } from './companions.ts';
import { KEPT_DELETED_MS } from './delete-file.ts';
import type { FileRow, VersionRow } from './present.ts';
import { filesById, findVisibleFile, versionByNumber, viewFile } from './queries.ts';

/**
 * Undoes a wrong drop: the version is current again with the state it last had as current, later ones are taken
 * back, incoming ones discarded.
 */
export async function restoreVersion(
	ctx: Context,
	actor: MemberActor,
	fileId: string,
	input: v.InferOutput<typeof RestoreVersion>
): Promise<StudioFile> {
	return ctx.db.transaction(async (tx) => {
		const { file: row } = await findVisibleFile(tx, actor, fileId, ctx.clock.now());
		requireAbility(actor, 'manage-files');
		const target = await versionByNumber(tx, fileId, input.version);
		if (!target) throw notFound();
		if (!['current', 'past'].includes(target.status))
			throw new AppError('conflict', 'faults:files.never-current');
		const state = target.lastState ?? target.wantedState ?? row.state;
		await restore(tx, ctx, byActor(actor), row, { target, state });
		return viewFile(tx, fileId);
	});
}

/** What clients see is current again, with the state they see: nothing that was held back gets out. */
export async function restoreReleased(tx: Transaction, ctx: Context, by: By, fileIds: string[]) {
	const withThem = await companionsOf(tx, fileIds);
	const [unseen, known] = [withThem.filter(isUnseen), withThem.filter((row) => !isUnseen(row))];
	await remove(tx, ctx, by, unseen);
	for (const row of await filesById(tx, [...fileIds, ...known.map(({ id }) => id)])) {
		const seen =
			row.releasedVersion === null ? undefined : await versionByNumber(tx, row.id, row.releasedVersion);
		if (seen) await restore(tx, ctx, by, row, { target: seen, state: row.releasedState ?? row.state });
	}
}

const isUnseen = ({ releasedVersion }: FileRow) => releasedVersion === null;

/** What goes with a final that is taken back and was never seen would come to light beside an older one; it can be brought back. */
async function remove(tx: Transaction, ctx: Context, by: By, rows: readonly FileRow[]) {
	const change = { deletedAt: ctx.clock.now(), deletedBy: by.kind === 'member' ? by.id : null };
	for (const { id } of rows) await tx.update(file).set(change).where(eq(file.id, id)).run();
	for (const [galleryId, here] of Map.groupBy(rows, (row) => row.galleryId))
		await record(tx, ctx, { name: 'file.deleted', galleryId, by, fileIds: here.map(({ id }) => id) });
}

type Back = { target: VersionRow; state: FileState };

async function restore(tx: Transaction, ctx: Context, by: By, row: FileRow, back: Back) {
	await putBack(tx, ctx, row, back);
	const about = { galleryId: row.galleryId, by, fileIds: [row.id] };
	await record(tx, ctx, { name: 'file.restored', ...about, version: back.target.n ?? 0 });
}

async function putBack(tx: Transaction, ctx: Context, row: FileRow, { target, state }: Back) {
	const takenBackAt = ctx.clock.now();
	const n = target.n ?? 0;
	const ofFile = eq(version.fileId, row.id);
	const incoming = inArray(version.status, ['processing', 'asks', 'failed']);
	await tx
		.update(version)
		.set({ status: 'discarded', asks: null, expiresAt: takenBackAt + KEPT_DELETED_MS })
		.where(and(ofFile, incoming))
		.run();
	const was = and(ofFile, eq(version.status, 'current'), ne(version.id, target.id));
	await tx.update(version).set({ status: 'past' }).where(was).run();
	const later = and(ofFile, gt(version.n, n), eq(version.status, 'past'));
	await tx.update(version).set({ takenBackAt }).where(later).run();
	await tx
		.update(version)
		.set({ status: 'current', takenBackAt: null, lastState: state })
		.where(eq(version.id, target.id))
		.run();
	await tx
		.update(file)
		.set({ currentVersion: n, state, status: 'ready', error: null })
		.where(eq(file.id, row.id))
		.run();
}
