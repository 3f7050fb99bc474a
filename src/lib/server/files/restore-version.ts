import { and, eq, gt, inArray, ne } from 'drizzle-orm';
import * as v from 'valibot';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { file, version } from '../db/schema.ts';
import { notFound, requireManager } from '../access/index.ts';
import { reconsiderItems } from '../orders/index.ts';
import { announceStudio } from './announce.ts';
import { KEPT_DELETED_MS } from './delete-file.ts';
import { moveReleased } from './settle-released.ts';
import type { FileRow, FileView, VersionRow } from './present.ts';
import { filesById, findVisibleFile, versionByNumber, viewFile } from './queries.ts';

export const RestoreVersion = v.strictObject({ version: v.pipe(v.number(), v.integer(), v.minValue(1)) });

/**
 * Undoes a wrong drop: the version is current again with the state it last had as current, later ones are taken
 * back, incoming ones discarded; items and what clients see follow in the same commit.
 */
export async function restoreVersion(
	ctx: Context,
	actor: MemberActor,
	fileId: string,
	input: v.InferOutput<typeof RestoreVersion>
): Promise<FileView> {
	return ctx.db.transaction((tx) => {
		const { file: row } = findVisibleFile(tx, actor, fileId, ctx.clock.now());
		requireManager(actor);
		const target = versionByNumber(tx, fileId, input.version);
		if (!target) throw notFound();
		if (!['current', 'past'].includes(target.status))
			throw new AppError('conflict', t('faults:files.never-current'));
		restore(tx, ctx, row, target, target.lastState ?? target.wantedState ?? row.state);
		return viewFile(tx, fileId);
	});
}

/** What clients see is current again, with the state they see: nothing that was held back gets out. */
export function restoreReleased(tx: Transaction, ctx: Context, fileIds: string[]) {
	for (const row of filesById(tx, fileIds)) {
		const seen = row.releasedVersion === null ? undefined : versionByNumber(tx, row.id, row.releasedVersion);
		if (seen) restore(tx, ctx, row, seen, row.releasedState ?? row.state);
	}
}

function restore(tx: Transaction, ctx: Context, row: FileRow, target: VersionRow, state: FileState) {
	putBack(tx, ctx, row, target, state);
	reconsiderItems(tx, ctx, [row.id], 'file');
	moveReleased(tx, ctx, [row.id], { kind: 'restored' });
	announceStudio(tx, ctx, [row.id]);
}

function putBack(tx: Transaction, ctx: Context, row: FileRow, target: VersionRow, state: FileState) {
	const takenBackAt = ctx.clock.now();
	const n = target.n ?? 0;
	const ofFile = eq(version.fileId, row.id);
	const incoming = inArray(version.status, ['processing', 'asks', 'failed']);
	tx.update(version)
		.set({ status: 'discarded', asks: null, expiresAt: takenBackAt + KEPT_DELETED_MS })
		.where(and(ofFile, incoming))
		.run();
	const was = and(ofFile, eq(version.status, 'current'), ne(version.id, target.id));
	tx.update(version).set({ status: 'past' }).where(was).run();
	const later = and(ofFile, gt(version.n, n), eq(version.status, 'past'));
	tx.update(version).set({ takenBackAt }).where(later).run();
	tx.update(version)
		.set({ status: 'current', takenBackAt: null, lastState: state })
		.where(eq(version.id, target.id))
		.run();
	tx.update(file)
		.set({ currentVersion: n, state, status: 'ready', error: null })
		.where(eq(file.id, row.id))
		.run();
}
