import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Label } from './values.ts';
import type { MarksView } from './view.ts';

export type Filter =
	| { kind: 'all' | 'in' | 'mine' | 'disagree' | 'not-chosen' | 'not-seen' | 'rated' | 'commented' }
	| { kind: 'label'; label: Label }
	| { kind: 'state'; state: FileState }
	| { kind: 'person'; participantId: string };
export type FilterKind = Filter['kind'];

export const FILTERS: readonly FilterKind[] = [
	'all',
	'in',
	'mine',
	'disagree',
	'not-chosen',
	'not-seen',
	'rated',
	'commented',
	'label',
	'state',
	'person'
];

export type FilterViewer = { me: string; selectionId: string; seen: ReadonlySet<string> };

/** The pictures that pass, in gallery order. */
export function filterFiles(view: MarksView, filter: Filter, viewer: FilterViewer): string[] {
	const passes = (file: { id: string; state?: FileState | undefined }) =>
		passesFilter(view, filter, viewer, file);
	return view.files.filter(passes).map(({ id }) => id);
}

export function passesFilter(
	view: MarksView,
	filter: Filter,
	{ me, selectionId, seen }: FilterViewer,
	file: { id: string; state?: FileState | undefined }
): boolean {
	switch (filter.kind) {
		case 'all':
			return true;
		case 'in':
			return view.choice(selectionId, file.id).in;
		case 'mine':
			return isRinged(view, selectionId, file.id, me);
		case 'disagree':
			return view.choice(selectionId, file.id).weDisagree;
		case 'not-chosen':
			return view.choice(selectionId, file.id).notChosenYet;
		case 'not-seen':
			return !seen.has(file.id);
		case 'rated':
			return view.stars(file.id).size > 0;
		case 'commented':
			return view.comments.count(file.id) > 0;
		case 'label':
			return [...view.labels(file.id).values()].includes(filter.label);
		case 'state':
			return file.state === filter.state;
		case 'person':
			return isRinged(view, selectionId, file.id, filter.participantId);
	}
}

/** A whole ring or half a ring: what somebody reached for. */
function isRinged(view: MarksView, selectionId: string, fileId: string, participantId: string): boolean {
	const pick = view.choice(selectionId, fileId).picks.get(participantId);
	return pick === 'yes' || pick === 'maybe';
}
