import { eq, inArray } from 'drizzle-orm';
import { compareFiles } from '#lib/domain/galleries/file-order.ts';
import { isKind, kinds } from '#lib/domain/kinds/kinds.ts';
import { deliveredName } from '#lib/domain/naming/delivered-name.ts';
import type { Pair } from '#lib/domain/states/released.ts';
import type { Transaction } from '../db/open.ts';
import { deliveryFile, file, gallery, version } from '../db/schema.ts';

export type Pinned = { fileId: string; versionId: string; itemId: string | null };

/** Writes the list that a delivery is, in gallery order and for ever; answers the pair of each file in it. */
export function freezeList(tx: Transaction, deliveryId: string, pins: readonly Pinned[]): Map<string, Pair> {
	const byFile = new Map(pins.map((pin) => [pin.fileId, pin]));
	const rows = listed(
		tx,
		[...byFile.values()].map((pin) => pin.versionId)
	);
	for (const [place, { file, version }] of rows.entries()) {
		const itemId = byFile.get(file.id)?.itemId ?? null;
		const name = deliveredName(file.cameraName, version.name, endingOf(version.kind));
		tx.insert(deliveryFile)
			.values({
				...{ deliveryId, fileId: file.id, versionId: version.id, itemId, name, place },
				...{ section: file.section, takenAt: file.capturedAt }
			})
			.run();
	}
	return new Map(rows.map(({ file, version }) => [file.id, { version: version.n ?? 0, state: file.state }]));
}

function listed(tx: Transaction, versionIds: string[]) {
	const rows = tx
		.select({ file, version, orderBy: gallery.orderBy })
		.from(version)
		.innerJoin(file, eq(file.id, version.fileId))
		.innerJoin(gallery, eq(gallery.id, file.galleryId))
		.where(inArray(version.id, versionIds))
		.all();
	const compare = compareFiles(rows[0]?.orderBy);
	const placed = ({ file }: (typeof rows)[number]) => ({ ...file, takenAt: file.capturedAt });
	return rows.sort((a, b) => compare(placed(a), placed(b)));
}

const endingOf = (kind: string) => (isKind(kind) ? `.${kinds[kind].extension}` : '');
