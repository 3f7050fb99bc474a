import { nameKey } from '#lib/domain/naming/keys.ts';
import {
	findIn,
	indexCandidates,
	type Candidate,
	type CandidateIndex,
	type Found,
	type MatchClass
} from './candidates.ts';
import { alike, unlike, type PictureFacts, type Unlikeness } from './likeness.ts';
import { isSidecar } from './sidecars.ts';

export const MATCH_MODES = ['exact', 'forgiving', 'ask'] as const;
export type MatchMode = (typeof MATCH_MODES)[number];

export type Drop = PictureFacts & {
	name: string;
	sha256?: string | null | undefined;
	section?: string | null | undefined;
};

export type MatchWhy =
	| 'same-name'
	| 'same-letters'
	| 'other-extension'
	| 'known-suffix'
	| 'several-files'
	| 'several-drops'
	| 'no-match'
	| 'sidecar'
	| 'same-bytes'
	| Unlikeness;

export type Matched = {
	name: string;
	class: MatchClass | null;
	verdict: 'sure' | 'ask' | 'ambiguous' | 'new' | 'set-aside' | 'identical';
	/** The one file it goes to or is proposed for. */
	fileId: string | null;
	/** All files that answer to the name, for the table. */
	candidates: string[];
	why: MatchWhy;
	/** For 'ask': likeness agrees, so the table may tick it. */
	ticked: boolean;
	suffix?: string;
};

export type MatchQuestion = {
	drops: readonly Drop[];
	/** Files of the order's items; they come before the gallery's. */
	orderFiles?: readonly Candidate[];
	galleryFiles: readonly Candidate[];
	mode: MatchMode;
	/** Suffixes that are accepted here without asking. */
	acceptSuffixes?: readonly string[];
};

const WHY: Record<MatchClass, MatchWhy> = {
	1: 'same-name',
	2: 'same-letters',
	3: 'other-extension',
	4: 'known-suffix'
};

/** Which file each dropped picture belongs to; whatever could be two things is never guessed. */
export function matchDrops(question: MatchQuestion): Matched[] {
	const orderFiles = question.orderFiles ?? [];
	const ordered = indexCandidates(orderFiles);
	const inOrder = new Set(orderFiles.map((file) => file.fileId));
	const others = question.galleryFiles.filter((file) => !inOrder.has(file.fileId));
	const rest = indexCandidates(others);
	const all = indexCandidates([...orderFiles, ...others]);
	const answers = question.drops.map((drop) => {
		const found = isSidecar(drop.name) ? null : find(drop, question.mode, { ordered, rest, all });
		return judge(drop, found, question);
	});
	return refuseDoubles(answers);
}

type Indexes = { ordered: CandidateIndex; rest: CandidateIndex; all: CandidateIndex };

function find(drop: Drop, mode: MatchMode, { ordered, rest, all }: Indexes): Found | null {
	const widest = mode === 'exact' ? 2 : 4;
	const within = (found: Found | null) => (found && found.class <= widest ? found : null);
	const section = drop.section ?? null;
	const first = within(findIn(ordered, drop.name, section, all));
	if (first && first.class <= 2) return first;
	const second = within(findIn(rest, drop.name, section, all));
	if (!first || !second) return first ?? second;
	// An ordered picture by stem only, and another file of exactly this name: nobody can know which is meant.
	return second.class <= 2 ? { ...first, files: [...first.files, ...second.files] } : first;
}

function judge(drop: Drop, found: Found | null, question: MatchQuestion): Matched {
	const base = { name: drop.name, class: null, fileId: null, candidates: [], ticked: false };
	if (isSidecar(drop.name)) return { ...base, verdict: 'set-aside', why: 'sidecar' };
	const [file, ...more] = found?.files ?? [];
	if (!found || !file) return { ...base, verdict: 'new', why: 'no-match' };
	const named = {
		...base,
		class: found.class,
		candidates: found.files.map(({ fileId }) => fileId),
		...(found.suffix === undefined ? {} : { suffix: found.suffix })
	};
	if (more.length > 0) return { ...named, verdict: 'ambiguous', why: 'several-files' };
	return { ...named, fileId: file.fileId, ...compare(drop, file, found, question) };
}

function compare(
	drop: Drop,
	file: Candidate,
	found: Found,
	{ mode, acceptSuffixes = [] }: MatchQuestion
): Pick<Matched, 'verdict' | 'why' | 'ticked'> {
	if (drop.sha256 != null && drop.sha256 === file.sha256) {
		return { verdict: 'identical', why: 'same-bytes', ticked: true };
	}
	const [objection] = unlike(file, drop);
	if (objection) return { verdict: 'ask', why: objection, ticked: false };
	const why = WHY[found.class];
	const accepted = found.class === 4 && acceptSuffixes.some((suffix) => sameSuffix(suffix, found.suffix));
	if (found.class <= 2 || mode === 'forgiving' || accepted) return { verdict: 'sure', why, ticked: true };
	return { verdict: 'ask', why, ticked: alike(file, drop) };
}

function sameSuffix(a: string, b: string | undefined): boolean {
	return b !== undefined && nameKey(a) === nameKey(b);
}

/** Two uploads for one file: both are shown, neither is taken. */
function refuseDoubles(answers: Matched[]): Matched[] {
	const counts = new Map<string, number>();
	for (const { fileId } of answers) if (fileId) counts.set(fileId, (counts.get(fileId) ?? 0) + 1);
	return answers.map((answer) =>
		answer.fileId && (counts.get(answer.fileId) ?? 0) > 1
			? { ...answer, verdict: 'ambiguous', why: 'several-drops', fileId: null, ticked: false }
			: answer
	);
}
