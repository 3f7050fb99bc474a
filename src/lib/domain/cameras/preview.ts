import { compareFiles, type FileOrder, type Placed } from '../galleries/file-order.ts';

/** What a shift would change: how many of the camera's pictures move past others, and where its first then stands. */
export type ShiftPreview<T> = { moved: number; around: T[] };

const BEFORE = 2;
const SHOWN = 7;

/** `files` as they are ordered now; those of `camera` would be `byMs` later. */
export function previewShift<T extends Placed>(
	files: readonly T[],
	camera: ReadonlySet<string>,
	byMs: number,
	order: FileOrder
): ShiftPreview<T> {
	const shifted = files.map((file) =>
		camera.has(file.id) && file.takenAt != null ? { ...file, takenAt: file.takenAt + byMs } : file
	);
	const after = shifted.sort(compareFiles(order));
	const [before, now] = [othersBefore(files, camera), othersBefore(after, camera)];
	const moved = [...now].filter(([id, others]) => before.get(id) !== others).length;
	const first = after.findIndex(({ id }) => camera.has(id));
	const from = Math.max(0, Math.min(first - BEFORE, after.length - SHOWN));
	return { moved, around: first < 0 ? [] : after.slice(from, from + SHOWN) };
}

/** How many pictures of other cameras stand before each of this one. */
function othersBefore(files: readonly Placed[], camera: ReadonlySet<string>): Map<string, number> {
	const counts = new Map<string, number>();
	let others = 0;
	for (const { id } of files) {
		if (camera.has(id)) counts.set(id, others);
		else others++;
	}
	return counts;
}
