import { compareFiles, type FileOrder, type Placed } from '#lib/domain/galleries/file-order.ts';
import { file, gallery } from '../db/schema.ts';

/** What decides where an item stands; `galleryOrder` is the gallery's own. */
export const placeColumns = {
	galleryOrder: gallery.orderBy,
	place: {
		id: file.id,
		name: file.name,
		section: file.section,
		takenAt: file.capturedAt,
		place: file.place
	}
};

type Standing = { galleryOrder: FileOrder; place: Placed; item: { id: string; createdAt: number } };

/** Items of one order as their pictures stand in the gallery, in deliveries and in mails; a change comes behind its picture. */
export function inGalleryOrder<T extends Standing>(items: readonly T[]): T[] {
	const compare = compareFiles(items[0]?.galleryOrder);
	return items.toSorted(
		(a, b) =>
			compare(a.place, b.place) || a.item.createdAt - b.item.createdAt || (a.item.id < b.item.id ? -1 : 1)
	);
}

/** The same for programs: what came into the order later, an addition or a change, stands behind what was there. */
export function asPlaced<T extends Standing>(items: readonly T[]): T[] {
	return inGalleryOrder(items).sort((a, b) => a.item.createdAt - b.item.createdAt);
}
