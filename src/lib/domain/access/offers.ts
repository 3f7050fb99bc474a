import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Pair } from '#lib/domain/states/released.ts';
import { rowAllows } from './read.ts';
import type { Rights } from './rights.ts';

export type OfferedFile = { deleted: boolean; released: Pair | null };

/** The released version's original, from the gallery. */
export function canDownload(
	rights: Rights,
	file: OfferedFile,
	gallery: { offerDownloads: readonly FileState[] }
): boolean {
	if (file.deleted || file.released === null) return false;
	const { state } = file.released;
	return gallery.offerDownloads.includes(state) && rowAllows(rights, state);
}

export function canOrder(
	rights: Rights,
	file: OfferedFile,
	gallery: { offerOrders: readonly FileState[] }
): boolean {
	if (!rights.look || !rights.order || file.deleted || file.released === null) return false;
	return gallery.offerOrders.includes(file.released.state);
}

/** "Send my choice": where nothing can be ordered it only locks, and marking is enough. */
export function canSendChoice(rights: Rights, gallery: { offersOrders: boolean }): boolean {
	if (!rights.look) return false;
	return gallery.offersOrders ? rights.order : rights.mark || rights.order;
}

/** "Ask for a change" stands on what was delivered to them, whatever the state. */
export function canAskForChange(rights: Rights, file: OfferedFile): boolean {
	return rights.look && rights.order && !file.deleted;
}
