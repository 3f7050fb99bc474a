import { and, eq, exists, inArray, ne, type SQL } from 'drizzle-orm';
import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Context } from '../context.ts';
import { among } from '../db/expressions.ts';
import { inWritersTurns } from '../db/in-turns.ts';
import type { Transaction } from '../db/open.ts';
import { file, version } from '../db/schema.ts';
import { reconsiderInTurns, reconsiderItems } from '../orders/index.ts';
import { announceStudio } from './announce.ts';
import { moveReleased } from './settle-released.ts';

/** Sets the state of these files now, with everything that hangs on it, in the caller's transaction. */
export function putState(tx: Transaction, ctx: Context, fileIds: string[], state: FileState) {
	const ids = writeStates(tx, fileIds, state);
	reconsiderItems(tx, ctx, ids, 'file');
	moveReleased(tx, ctx, ids, { kind: 'state-set' });
	announceStudio(tx, ctx, ids);
}

/** The same for thousands, in turns of the event loop. */
export async function putStates(tx: Transaction, ctx: Context, fileIds: string[], state: FileState) {
	const ids = writeStates(tx, fileIds, state);
	await reconsiderInTurns(tx, ctx, ids, 'file');
	await inWritersTurns(ids, (part) => void moveReleased(tx, ctx, part, { kind: 'state-set' }));
	await inWritersTurns(ids, (part) => announceStudio(tx, ctx, part));
}

/** Answers those whose state is another now. */
function writeStates(tx: Transaction, fileIds: readonly string[], state: FileState): string[] {
	const isOther = and(among(file.id, fileIds), ne(file.state, state));
	const rows = tx.update(file).set({ state }).where(isOther).returning({ id: file.id }).all();
	const ids = rows.map(({ id }) => id);
	const ofThese = among(version.fileId, ids);
	tx.update(version)
		.set({ lastState: state })
		.where(and(ofThese, exists(fileWhere(tx, eq(file.currentVersion, version.n)))))
		.run();
	// a first version still on its way was asked for with the state that is now overruled
	const isComing = inArray(version.status, ['processing', 'asks']);
	tx.update(version)
		.set({ wantedState: state })
		.where(and(ofThese, isComing, exists(fileWhere(tx, eq(file.currentVersion, 0)))))
		.run();
	return ids;
}

const fileWhere = (tx: Transaction, where: SQL) =>
	tx
		.select({ id: file.id })
		.from(file)
		.where(and(eq(file.id, version.fileId), where));
