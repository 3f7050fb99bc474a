import { compareFiles, type FileOrder } from '#lib/domain/galleries/file-order.ts';
import type { StudioFile } from '#lib/contract/file.ts';

/** What was announced, by file; null: taken away. */
type Announced = ReadonlyMap<string, StudioFile | null>;

/** In gallery order, each by its id; only what is new or stands elsewhere now makes it sort. */
export function withAnnounced(
	list: readonly StudioFile[],
	announced: Announced,
	orderBy: FileOrder
): readonly StudioFile[] {
	if (announced.size === 0) return list;
	let isMoved = false;
	const kept = list.flatMap((file) => {
		const fresh = announced.get(file.id);
		if (fresh === undefined) return [file];
		if (fresh === null) return [];
		isMoved ||= placeOf(fresh) !== placeOf(file);
		return [fresh];
	});
	const known = new Set(list.map(({ id }) => id));
	const added = [...announced.values()].filter((file) => file !== null).filter(({ id }) => !known.has(id));
	if (!added.length && !isMoved) return kept;
	const compare = compareFiles(orderBy);
	return [...kept, ...added]
		.map((file) => ({ ...file, takenAt: file.capturedAt ? Date.parse(file.capturedAt) : null }))
		.sort(compare);
}

const placeOf = ({ section, capturedAt, name }: StudioFile) => `${section} ${capturedAt} ${name}`;
