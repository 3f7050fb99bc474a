import { splitName } from '#lib/domain/naming/extension.ts';
import { nameKey, stemKey } from '#lib/domain/naming/keys.ts';
import { strippedStems } from '#lib/domain/naming/suffixes.ts';
import type { PictureFacts } from './likeness.ts';

export type Candidate = PictureFacts & {
	fileId: string;
	/** Every name the file ever had, the camera's included. */
	names: readonly string[];
	/** Of the current version. */
	sha256?: string | null | undefined;
	section?: string | null | undefined;
};

export type MatchClass = 1 | 2 | 3 | 4;
export type Found = { class: MatchClass; suffix?: string; files: Candidate[] };

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

/** The first class that any file answers to; `owners` says who owns a full stem (order and gallery). */
export function findIn(index: Index, name: string, section: string | null, owners: Index): Found | null {
	const exact = index.exact.get(name);
	if (exact) return { class: 1, files: inSection(exact, section) };
	const same = index.byKey.get(nameKey(name));
	if (same) return { class: 2, files: inSection(same, section) };
	const stem = index.byStem.get(stemKey(name));
	if (stem) return { class: 3, files: inSection(stem, section) };
	if (owners.byStem.has(stemKey(name))) return null;
	for (const { stem: shorter, suffix } of strippedStems(splitName(name).stem)) {
		const files = index.byStem.get(nameKey(shorter));
		if (files) return { class: 4, suffix, files: inSection(files, section) };
	}
	return null;
}

/** A dropped folder's path is part of what she said: it tells apart files of one name in several sections. */
function inSection(files: Candidate[], section: string | null): Candidate[] {
	if (section === null || files.length < 2) return files;
	const there = files.filter((file) => (file.section ?? '') === section);
	return there.length > 0 ? there : files;
}
