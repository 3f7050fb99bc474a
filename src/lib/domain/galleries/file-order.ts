import { kindFacts, kindOfName } from '../kinds/kinds.ts';
import { compareNames, comparePaths } from './natural-order.ts';

export const FILE_ORDERS = ['time', 'name', 'stars', 'hand'] as const;
export type FileOrder = (typeof FILE_ORDERS)[number];

export type Placed = {
	id: string;
	name: string;
	section?: string | null | undefined;
	/** The clock on the wall in ms as if it were UTC; unknown stands last in its section. */
	takenAt?: number | null | undefined;
	/** As its file says: the best first, then those that nobody rated, then the rejected. */
	stars?: number | null | undefined;
	/** Its place when ordered by hand. */
	place?: number | null | undefined;
};

type Compare = (a: Placed, b: Placed) => number;

const bySection: Compare = (a, b) => comparePaths(a.section ?? '', b.section ?? '');
/** What nobody pictures (documents, sound, archives) stands behind the pictures of its section. */
const byKind: Compare = (a, b) => Number(isWithoutPicture(a.name)) - Number(isWithoutPicture(b.name));
const byTime: Compare = (a, b) => compareKnown(a.takenAt, b.takenAt);
const byStars: Compare = (a, b) => (b.stars ?? 0) - (a.stars ?? 0);
const byPlace: Compare = (a, b) => compareKnown(a.place, b.place);
const byName: Compare = (a, b) => compareNames(a.name, b.name);
const byId: Compare = (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const CHAINS: Record<FileOrder, Compare[]> = {
	time: [bySection, byKind, byTime, byName, byId],
	name: [bySection, byKind, byName, byTime, byId],
	stars: [bySection, byKind, byStars, byTime, byName, byId],
	hand: [byPlace, bySection, byTime, byName, byId]
};

/** Total: two different files never compare as equal, so every page shows the same order. */
export function compareFiles(order: FileOrder = 'time'): Compare {
	const chain = CHAINS[order];
	return (a, b) => {
		for (const compare of chain) {
			const difference = compare(a, b);
			if (difference !== 0) return difference;
		}
		return 0;
	};
}

/** Documents, sound, archives: by the name, which every list has; a name that says nothing may be anything's. */
export function isWithoutPicture(name: string): boolean {
	const kind = kindOfName(name);
	return kind !== 'other' && !kindFacts(kind).pictured;
}

function compareKnown(a: number | null | undefined, b: number | null | undefined): number {
	if (a == null || b == null) return Number(a == null) - Number(b == null);
	return a - b;
}
