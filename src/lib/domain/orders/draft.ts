import { canOrder, type OfferedFile } from '#lib/domain/access/offers.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';

export const LEFT_WHYS = ['not-found', 'not-offered', 'under-order'] as const;
export type LeftWhy = (typeof LEFT_WHYS)[number];
/** Why an order is not as it was agreed to. */
export const CHANGED_WHYS = [...LEFT_WHYS, 'joined', 'no-longer-in', 'changed'] as const;
export type ChangedWhy = (typeof CHANGED_WHYS)[number];
export type DraftFile = OfferedFile & { id: string; openOrderId: string | null };

export type DraftQuestion = {
	wanted: readonly string[];
	/** Files of this gallery by id; whatever is missing here does not exist for them. */
	files: ReadonlyMap<string, DraftFile>;
	rights: Rights;
	gallery: { offerOrders: readonly FileState[] };
	/** Already under order, wanted all the same. */
	again?: readonly string[] | undefined;
};

export type Draft = { files: DraftFile[]; left: { fileId: string; why: LeftWhy }[] };

/** What an order of these pictures would hold, and what is left out and why. */
export function draftOrder({ wanted, files, rights, gallery, again = [] }: DraftQuestion): Draft {
	const insisted = new Set(again);
	const draft: Draft = { files: [], left: [] };
	for (const fileId of new Set(wanted)) {
		const file = files.get(fileId);
		const why = leftOut(file, rights, gallery, insisted.has(fileId));
		if (why !== null) draft.left.push({ fileId, why });
		else if (file) draft.files.push(file);
	}
	return draft;
}

function leftOut(
	file: DraftFile | undefined,
	rights: Rights,
	gallery: DraftQuestion['gallery'],
	insisted: boolean
): LeftWhy | null {
	if (!file || file.deleted || file.released === null) return 'not-found';
	if (!canOrder(rights, file, gallery)) return 'not-offered';
	return file.openOrderId !== null && !insisted ? 'under-order' : null;
}

/** What they saw when they agreed, as one string to hash; equal however it was sorted. */
export function viewHashInput(files: readonly DraftFile[], members?: readonly string[]): string {
	const seen = files.map(({ id, released, openOrderId }) => [
		id,
		released?.version ?? null,
		released?.state ?? null,
		openOrderId
	]);
	return JSON.stringify({ files: sortedById(seen), members: members ? [...members].sort() : null });
}

function sortedById(rows: (string | number | null)[][]): (string | number | null)[][] {
	return rows.sort(([a], [b]) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0));
}
