export {
	createSelection,
	CreateSelection,
	deleteSelection,
	lockSelection,
	patchSelection,
	PatchSelection,
	reopenSelection,
	setAside
} from './change-selection.ts';
export { lockIn, requireLimit } from './lock.ts';
export { selectionTable } from './selection-table.ts';
export type { SelectionRow } from './find.ts';
export { listSelections, readSelection, selectionNames } from './read-selection.ts';
export { listChoosers } from './list-choosers.ts';
