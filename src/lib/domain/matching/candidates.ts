import { splitName } from '#lib/domain/naming/extension.ts';
import { nameKey, stemKey } from '#lib/domain/naming/keys.ts';
import { cutsOf, restsOf } from './endings.ts';
import type { PictureFacts } from './likeness.ts';

export type Candidate = PictureFacts & {
	fileId: string;
	/** Every name the file ever had, the camera's included. */
	names: readonly string[];
	/** Of the current version. */
	sha256?: string | null | undefined;
	section?: string | null | undefined;
	/** Of the current version; 'other' where nothing is known. */
	kind?: string | undefined;
	/** There is a picture of it to look at. */
	picture?: boolean | undefined;
};

export type MatchClass = 1 | 2 | 3 | 4;
/** `before`: something was written before the name, which says little: likeness has to agree. */
export type Found = { class: MatchClass; suffix?: string; before?: boolean; files: Candidate[] };

type Index = {
	exact: Map<string, Candidate[]>;
	byKey: Map<string, Candidate[]>;
	byStem: Map<string, Candidate[]>;
};

export function indexCandidates(candidates: readonly Candidate[]): Index {
	const index: Index = { exact: new Map(), byKey: new Map(), byStem: new Map() };
	for (const candidate of candidates) {
		for (const name of new Set(candidate.names)) {
			add(index.exact, name, candidate);
			add(index.byKey, nameKey(name), candidate);
			add(index.byStem, stemKey(name), candidate);
		}
	}
	return index;
}

export type { Index as CandidateIndex };

function add(map: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
	const known = map.get(key);
	if (!known) map.set(key, [candidate]);
	else if (!known.includes(candidate)) known.push(candidate);
}

/** Files that answer to the name itself: exactly, or but for case and Unicode form. */
export function byName(index: Index, name: string, section: string | null): Found | null {
	const exact = index.exact.get(name);
	if (exact) return { class: 1, files: inSection(exact, section) };
	const same = index.byKey.get(nameKey(name));
	return same ? { class: 2, files: inSection(same, section) } : null;
}

/** Files of the same stem, whatever their ending says. */
export function byStem(index: Index, name: string, section: string | null): Found | null {
	const files = index.byStem.get(stemKey(name));
	return files ? { class: 3, files: inSection(files, section) } : null;
}

/**
 * Files whose stem the name begins with. Of one stem an ordered file comes before the gallery's; cuts that lead to
 * different files are all told, the nearest first: nobody can know which is meant.
 */
export function byCut(ordered: Index, rest: Index, name: string, section: string | null): Found | null {
	const files = new Set<Candidate>();
	let suffix: string | undefined;
	for (const cut of cutsOf(splitName(name).stem)) {
		const key = nameKey(cut.stem);
		const found = ordered.byStem.get(key) ?? rest.byStem.get(key);
		for (const each of inSection(found ?? [], section)) files.add(each);
		if (found) suffix ??= cut.suffix;
	}
	return suffix === undefined ? null : { class: 4, suffix, files: [...files] };
}

/** Files whose stem the name ends with, or would but for an ending: `Copy of A`, `retouched_A-Edit`. */
export function byRest(ordered: Index, rest: Index, name: string, section: string | null): Found | null {
	const files = new Set<Candidate>();
	for (const stem of restsOf(splitName(name).stem)) {
		const key = nameKey(stem);
		const found = ordered.byStem.get(key) ?? rest.byStem.get(key);
		for (const each of inSection(found ?? [], section)) files.add(each);
	}
	return files.size > 0 ? { class: 4, before: true, files: [...files] } : null;
}

/** A dropped folder's path is part of what was said: it tells apart files of one name in several sections. */
function inSection(files: Candidate[], section: string | null): Candidate[] {
	if (section === null || files.length < 2) return files;
	const there = files.filter((file) => (file.section ?? '') === section);
	if (there.length > 0) return there;
	const near = files.map((file) => sharedFolders(foldersOf(file.section ?? ''), foldersOf(section)));
	const nearest = Math.max(...near);
	return nearest > 0 ? files.filter((_, i) => near[i] === nearest) : files;
}

const foldersOf = (section: string) => nameKey(section).split('/').filter(Boolean);

/** `Finals/Nikon` or `Nikon` for what lies in `Wedding/Nikon`: how many, where one path is the end of the other. */
function sharedFolders(a: readonly string[], b: readonly string[]): number {
	const [short, long] = a.length < b.length ? [a, b] : [b, a];
	const end = long.slice(long.length - short.length);
	return short.every((folder, i) => folder === end[i]) ? short.length : 0;
}
