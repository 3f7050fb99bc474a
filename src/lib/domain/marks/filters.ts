import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Label } from './values.ts';
import type { MarksView } from './view.ts';

export const PLAIN_FILTERS = [
	'all',
	'in',
	'mine',
	'disagree',
	'not-chosen',
	'not-seen',
	'rated',
	'commented'
] as const;
type PlainFilter = (typeof PLAIN_FILTERS)[number];

export type Filter =
	| { kind: PlainFilter }
	| { kind: 'label'; label: Label }
	| { kind: 'state'; state: FileState }
	| { kind: 'person'; participantId: string };

export type FilterViewer = { me: string; selectionId: string; seen: ReadonlySet<string> };

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

/** How many pictures pass each filter, in one pass over them: pages ask anew at every mark. */
export type FilterCounts = Record<PlainFilter, number> & {
	/** Of those that we disagree about: how many are in all the same. */
	disagreeIn: number;
	byLabel: ReadonlyMap<Label, number>;
	byState: ReadonlyMap<FileState, number>;
	byPerson: ReadonlyMap<string, number>;
};

export function countFilters(
	view: MarksView,
	{ me, selectionId, seen }: FilterViewer,
	files: readonly { id: string; state?: FileState | undefined }[]
): FilterCounts {
	const byLabel = new Map<Label, number>();
	const byState = new Map<FileState, number>();
	const byPerson = new Map<string, number>();
	const plain = { in: 0, disagree: 0, disagreeIn: 0, 'not-chosen': 0, 'not-seen': 0, rated: 0, commented: 0 };
	for (const { id, state } of files) {
		const choice = view.choice(selectionId, id);
		plain.in += Number(choice.in);
		plain.disagree += Number(choice.weDisagree);
		plain.disagreeIn += Number(choice.weDisagree && choice.in);
		plain['not-chosen'] += Number(choice.notChosenYet);
		plain['not-seen'] += Number(!seen.has(id));
		plain.rated += Number(view.stars(id).size > 0);
		plain.commented += Number(view.comments.count(id) > 0);
		for (const [person, pick] of choice.picks) if (pick !== 'no') add(byPerson, person);
		for (const label of new Set(view.labels(id).values())) add(byLabel, label);
		if (state) add(byState, state);
	}
	return { ...plain, all: files.length, mine: byPerson.get(me) ?? 0, byLabel, byState, byPerson };
}

export function countOf(counts: FilterCounts, filter: Filter): number {
	switch (filter.kind) {
		case 'label':
			return counts.byLabel.get(filter.label) ?? 0;
		case 'state':
			return counts.byState.get(filter.state) ?? 0;
		case 'person':
			return counts.byPerson.get(filter.participantId) ?? 0;
		default:
			return counts[filter.kind];
	}
}

const add = <T>(counts: Map<T, number>, key: T) => counts.set(key, (counts.get(key) ?? 0) + 1);
