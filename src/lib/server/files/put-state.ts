import { and, eq, exists, inArray, ne, type SQL } from 'drizzle-orm';
import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Context } from '../context.ts';
import { inJson } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { file, version } from '../db/schema.ts';
import { record, type By } from '../events/index.ts';

type Where = { galleryId: string; by: By; fileIds: string[] };

/** Sets the state of these files of one gallery now, in the caller's transaction. */
export async function putState(tx: Transaction, ctx: Context, where: Where, state: FileState) {
	const fileIds = await writeStates(tx, where.fileIds, state);
	if (fileIds.length) await record(tx, ctx, { name: 'file.stateSet', ...where, fileIds, state });
}

/** Answers those whose state is another now. */
async function writeStates(tx: Transaction, fileIds: readonly string[], state: FileState): Promise<string[]> {
	const isOther = and(inJson(file.id, fileIds), ne(file.state, state));
	const rows = await tx.update(file).set({ state }).where(isOther).returning({ id: file.id }).all();
	const ids = rows.map(({ id }) => id);
	const ofThese = inJson(version.fileId, ids);
	await tx
		.update(version)
		.set({ lastState: state })
		.where(and(ofThese, exists(fileWhere(tx, eq(file.currentVersion, version.n)))))
		.run();
	// a first version still on its way was asked for with the state that is now overruled
	const isComing = inArray(version.status, ['processing', 'asks']);
	await tx
		.update(version)
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
