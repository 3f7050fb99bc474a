import { and, eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { param, paramAs } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { file, version } from '../db/schema.ts';
import { record, SYSTEM, type By } from '../events/index.ts';
import { takenAtOf } from './cameras.ts';
import type { FileRow, VersionRow } from './present.ts';

/**
 * A processed version takes its place, with the state asked for, in the caller's transaction. A lower number that
 * finishes later than a higher one only becomes history.
 */
export async function becomeCurrent(
	tx: Transaction,
	ctx: Context,
	versionId: string,
	{ accepted, by }: { accepted: boolean; by: By } = { accepted: false, by: SYSTEM }
) {
	const found = await withFile(tx).get({ versionId });
	if (!found || !['processing', 'asks'].includes(found.version.status)) return;
	const { version: next, file: row } = found;
	const about = { galleryId: row.galleryId, by, fileIds: [row.id] };
	if ((next.n ?? 0) < row.currentVersion) {
		await put(tx, next.id, { status: 'past', asks: null });
		return record(tx, ctx, { name: 'version.setAside', ...about, versionId });
	}
	await promote(tx, row, next);
	await record(tx, ctx, { name: 'file.becameCurrent', ...about, accepted });
}

const withFile = statement((tx: Transaction) =>
	tx
		.select()
		.from(version)
		.innerJoin(file, eq(file.id, version.fileId))
		.where(eq(version.id, param('versionId')))
		.prepare()
);

async function promote(tx: Transaction, row: FileRow, next: VersionRow) {
	const state = next.wantedState ?? row.state;
	await retire(tx).run({ fileId: row.id });
	await appoint(tx).run({ id: next.id, lastState: state });
	// a final without capture time keeps the place that its proof had
	const capturedAt = row.capturedAt ?? (await takenAtOf(tx, next));
	const stars = row.stars ?? next.words?.stars ?? null;
	await fill(tx).run({ id: row.id, currentVersion: next.n ?? 0, state, capturedAt, stars });
}

const retire = statement((tx: Transaction) =>
	tx
		.update(version)
		.set({ status: 'past' })
		.where(and(eq(version.fileId, param('fileId')), eq(version.status, 'current')))
		.prepare()
);

const appoint = statement((tx: Transaction) =>
	tx
		.update(version)
		.set({ status: 'current', asks: null, lastState: paramAs('lastState') })
		.where(eq(version.id, param('id')))
		.prepare()
);

const fill = statement((tx: Transaction) =>
	tx
		.update(file)
		.set({
			currentVersion: paramAs('currentVersion'),
			state: paramAs('state'),
			status: 'ready',
			error: null,
			capturedAt: paramAs('capturedAt'),
			stars: paramAs('stars')
		})
		.where(eq(file.id, param('id')))
		.prepare()
);

const put = (tx: Transaction, versionId: string, change: Partial<VersionRow>) =>
	tx.update(version).set(change).where(eq(version.id, versionId)).run();
