import { and, eq, inArray } from 'drizzle-orm';
import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';
import { file, version } from '../db/schema.ts';
import { reconsiderItems } from '../orders/index.ts';
import { announceStudio } from './announce.ts';
import { filesById } from './queries.ts';
import { moveReleased } from './settle-released.ts';

/** Sets the state of these files now, with everything that hangs on it, in the caller's transaction. */
export function putState(tx: Transaction, ctx: Context, fileIds: string[], state: FileState) {
	const changed = filesById(tx, fileIds).filter((row) => row.state !== state);
	for (const row of changed) {
		tx.update(file).set({ state }).where(eq(file.id, row.id)).run();
		const current = and(eq(version.fileId, row.id), eq(version.n, row.currentVersion));
		tx.update(version).set({ lastState: state }).where(current).run();
		// a first version still on its way was asked for with the state that is now overruled
		const coming = and(eq(version.fileId, row.id), inArray(version.status, ['processing', 'asks']));
		if (row.currentVersion === 0) tx.update(version).set({ wantedState: state }).where(coming).run();
	}
	const ids = changed.map((row) => row.id);
	reconsiderItems(tx, ctx, ids, 'file');
	moveReleased(tx, ctx, ids, { kind: 'state-set' });
	announceStudio(tx, ctx, ids);
}
