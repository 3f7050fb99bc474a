import { compareFiles, type FileOrder, type Placed } from '#lib/domain/galleries/file-order.ts';
import { sortInTurns } from '../db/in-turns.ts';
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
	return items.toSorted(inGallery(items[0]?.galleryOrder));
}

function inGallery(order: FileOrder | undefined) {
	const compare = compareFiles(order);
	return (a: Standing, b: Standing) =>
		compare(a.place, b.place) || a.item.createdAt - b.item.createdAt || (a.item.id < b.item.id ? -1 : 1);
}

/** The same in turns: for answers of whole orders. */
export function sortedInGallery<T extends Standing>(items: readonly T[]): Promise<T[]> {
	return sortInTurns(items, inGallery(items[0]?.galleryOrder));
}

/** The same for programs: what came into the order later, an addition or a change, stands behind what was there. */
export function asPlaced<T extends Standing>(items: readonly T[]): T[] {
	return inGalleryOrder(items).sort((a, b) => a.item.createdAt - b.item.createdAt);
}
