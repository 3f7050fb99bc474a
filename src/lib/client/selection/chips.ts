import { countOf, PLAIN_FILTERS, type Filter, type FilterCounts } from '#lib/domain/marks/filters.ts';
import { LABELS } from '#lib/domain/marks/values.ts';
import { FILE_STATES, type FileState } from '#lib/domain/states/file-state.ts';
import { t } from '#lib/messages/index.ts';

export type Chip = { key: string; label: string; count: number };
type Named = { id: string; name: string };
type Known = {
	/** Undefined before the marks are in. */
	counts: FilterCounts | undefined;
	fileCount: number;
	/** The word of a state; none where it is not shown. */
	wordOf: (state: FileState) => string | undefined;
	/** Everybody else. */
	others: readonly Named[];
	chosen: string;
};

/** Always offered, whatever their count: they are the work to be done. */
const firm: readonly string[] = ['all', 'in', 'mine', 'disagree', 'not-chosen'];
const mostPeople = 12;

/** A filter as the page keeps it, in one word. */
export function keyOf(filter: Filter): string {
	if (filter.kind === 'label') return `label:${filter.label}`;
	if (filter.kind === 'state') return `state:${filter.state}`;
	return filter.kind === 'person' ? `person:${filter.participantId}` : filter.kind;
}

export function filterOf(key: string): Filter {
	const [kind, value = ''] = key.split(':');
	const label = LABELS.find((each) => each === value);
	const state = FILE_STATES.find((each) => each === value);
	if (kind === 'label' && label) return { kind, label };
	if (kind === 'state' && state) return { kind, state };
	if (kind === 'person') return { kind, participantId: value };
	return { kind: PLAIN_FILTERS.find((each) => each === kind) ?? 'all' };
}

/** Only what there is to choose from is offered. */
export function chipsOf({ counts, fileCount, wordOf, others, chosen }: Known): Chip[] {
	const many = (filter: Filter) => (counts ? countOf(counts, filter) : filter.kind === 'all' ? fileCount : 0);
	const chip = (filter: Filter, label: string): Chip => ({ key: keyOf(filter), label, count: many(filter) });
	const states = (counts?.byState.size ?? 0) > 1 ? FILE_STATES : [];
	return [
		...PLAIN_FILTERS.map((kind) => chip({ kind }, t(`client:filter.${kind}`))),
		...LABELS.map((label) =>
			chip({ kind: 'label', label }, t('client:filter.label-of', { label: t(`client:label.${label}`) }))
		),
		...states.flatMap((state) => {
			const word = wordOf(state);
			return word ? [chip({ kind: 'state', state }, word)] : [];
		}),
		...others.slice(0, mostPeople).map(({ id, name }) => chip({ kind: 'person', participantId: id }, name))
	].filter(({ key, count }) => count > 0 || key === chosen || firm.includes(key));
}
