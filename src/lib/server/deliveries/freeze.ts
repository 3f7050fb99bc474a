import { and, eq, isNull } from 'drizzle-orm';
import { compareFiles } from '#lib/domain/galleries/file-order.ts';
import { isKind, kinds } from '#lib/domain/kinds/kinds.ts';
import { deliveredName } from '#lib/domain/naming/delivered-name.ts';
import { alias } from '../db/columns.ts';
import { inJson, params } from '../db/expressions.ts';
import type { Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { deliveryFile, file, gallery, version } from '../db/schema.ts';

export type Pinned = { fileId: string; versionId: string; itemId: string | null };

/** Writes the list that a delivery is, in gallery order and for ever. */
export async function freezeManifest(tx: Transaction, deliveryId: string, pins: readonly Pinned[]) {
	const beside = await companionPins(tx, pins);
	const byFile = new Map([...pins, ...beside].map((pin) => [pin.fileId, pin]));
	const rows = await listed(
		tx,
		[...byFile.values()].map((pin) => pin.versionId)
	);
	for (const [place, { file, version }] of rows.entries()) {
		const itemId = byFile.get(file.id)?.itemId ?? null;
		const name = deliveredName(file.cameraName, version.name, endingOf(version.kind));
		const { section, takenAt } = file;
		const placed = { itemId, name, place, section, takenAt };
		await addFile(tx).run({ deliveryId, fileId: file.id, versionId: version.id, ...placed });
	}
}

/** Finals take along what goes with them, as it is now; a picture that is sent as a proof goes alone. */
async function companionPins(tx: Transaction, pins: readonly Pinned[]): Promise<Pinned[]> {
	const picture = alias(file, 'picture');
	const current = and(eq(version.fileId, file.id), eq(version.n, file.currentVersion));
	const ids = pins.map(({ fileId }) => fileId);
	const rows = await tx
		.select({ fileId: file.id, versionId: version.id })
		.from(file)
		.innerJoin(version, current)
		.innerJoin(picture, eq(picture.id, file.companionOf))
		.where(and(inJson(file.companionOf, ids), isNull(file.deletedAt), eq(picture.state, 'FINAL')))
		.all();
	return rows.map((row) => ({ ...row, itemId: null }));
}

const addFile = statement((tx: Transaction) =>
	tx
		.insert(deliveryFile)
		.values(params('deliveryId', 'fileId', 'versionId', 'itemId', 'name', 'place', 'section', 'takenAt'))
		.prepare()
);

const fileColumns = {
	id: file.id,
	name: file.name,
	cameraName: file.cameraName,
	section: file.section,
	takenAt: file.capturedAt,
	place: file.place,
	companionOf: file.companionOf
};
const versionColumns = { id: version.id, name: version.name, kind: version.kind };

async function listed(tx: Transaction, versionIds: string[]) {
	const rows = await tx
		.select({ file: fileColumns, version: versionColumns, orderBy: gallery.orderBy })
		.from(version)
		.innerJoin(file, eq(file.id, version.fileId))
		.innerJoin(gallery, eq(gallery.id, file.galleryId))
		.where(inJson(version.id, versionIds))
		.all();
	const compare = compareFiles(rows[0]?.orderBy);
	rows.sort((a, b) => compare(a.file, b.file));
	const beside = Map.groupBy(rows, (row) => row.file.companionOf ?? '');
	// each right after its picture, whatever its own name and time say
	return rows
		.filter((row) => row.file.companionOf === null)
		.flatMap((row) => [row, ...(beside.get(row.file.id) ?? [])]);
}

const endingOf = (kind: string) => (isKind(kind) ? `.${kinds[kind].extension}` : '');
