import { asCompanion } from '#lib/domain/companions/endings.ts';
import { nameKey } from '#lib/domain/naming/keys.ts';
import {
	byCut,
	byName,
	byRest,
	byStem,
	indexCandidates,
	type Candidate,
	type CandidateIndex,
	type Found,
	type MatchClass
} from './candidates.ts';
import { isCopyCounter, isCounter } from './endings.ts';
import { alike, looksAlike, unlike, type PictureFacts, UNLIKENESSES } from './likeness.ts';
import { proposed } from './proposed.ts';
import { isSidecar } from './sidecars.ts';

export const MATCH_MODES = ['exact', 'forgiving', 'ask'] as const;
export type MatchMode = (typeof MATCH_MODES)[number];

export type Drop = PictureFacts & {
	name: string;
	sha256?: string | null | undefined;
	section?: string | null | undefined;
};

export const MATCH_WHYS = [
	'same-name',
	'same-letters',
	'other-extension',
	'known-suffix',
	/** A RAW, a film and a JPEG of one stem: the one that a final of this kind would replace is proposed. */
	'one-frame',
	'several-files',
	'several-drops',
	'no-match',
	'sidecar',
	/** It goes with this picture and replaces nothing. */
	'companion',
	'same-bytes',
	...UNLIKENESSES
] as const;
export type MatchWhy = (typeof MATCH_WHYS)[number];

export const MATCH_VERDICTS = [
	'sure',
	'ask',
	'ambiguous',
	'new',
	'set-aside',
	'identical',
	'companion'
] as const;

export type Matched = {
	name: string;
	class: MatchClass | null;
	verdict: (typeof MATCH_VERDICTS)[number];
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
	/** Suffixes that are accepted here without asking, though no likeness is known. */
	acceptSuffixes?: readonly string[];
	/** Finals that end so go with the picture of that name (domain/companions). */
	companionEndings?: readonly string[];
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
	const inOrder = new Set(orderFiles.map((file) => file.fileId));
	const ordered = indexCandidates(orderFiles);
	const rest = indexCandidates(question.galleryFiles.filter((file) => !inOrder.has(file.fileId)));
	const answers = question.drops.map((drop) => {
		const companion = goesWith(drop, question, ordered, rest);
		if (companion) return companion;
		const found = isSidecar(drop.name) ? null : find(drop, question.mode, ordered, rest);
		return judge(drop, found, question);
	});
	return refuseDoubles(answers);
}

function find(drop: Drop, mode: MatchMode, ordered: CandidateIndex, rest: CandidateIndex): Found | null {
	const { name } = drop;
	const section = drop.section ?? null;
	const first = byName(ordered, name, section);
	const second = first ?? byName(rest, name, section);
	if (first || mode === 'exact') return second;
	const stem = byStem(ordered, name, section);
	// An ordered picture by stem only, and another file of exactly this name: nobody can know which is meant.
	if (stem && second) return { ...stem, files: [...stem.files, ...second.files] };
	const whole = stem ?? second ?? byStem(rest, name, section);
	if (whole) return whole;
	return withoutOtherFrames(
		drop,
		byCut(ordered, rest, name, section) ?? byRest(ordered, rest, name, section)
	);
}

/** Its name less an ending of companions is that of one picture, and no picture is called as it is itself. */
function goesWith(
	{ name, section = null }: Drop,
	{ companionEndings = [] }: MatchQuestion,
	ordered: CandidateIndex,
	rest: CandidateIndex
): Matched | null {
	const companion = isSidecar(name) ? null : asCompanion(name, companionEndings);
	if (!companion || byName(ordered, name, section) || byName(rest, name, section)) return null;
	const stem = `${companion.stemKey}.jpg`;
	const [file, ...more] = (byStem(ordered, stem, section) ?? byStem(rest, stem, section))?.files ?? [];
	if (!file || more.length) return null;
	const { fileId } = file;
	const { ending: suffix } = companion;
	return {
		name,
		class: null,
		verdict: 'companion',
		fileId,
		candidates: [fileId],
		why: 'companion',
		ticked: true,
		suffix
	};
}

/**
 * DSC_1-2 beside DSC_1 is the next frame of the camera where it looks another; then DSC_1 is no candidate. Nor is
 * `portrait` for `anna-portrait`.
 */
function withoutOtherFrames(drop: Drop, found: Found | null): Found | null {
	if (!found || !isWeakClaim(found)) return found;
	const files = found.files.filter((file) => unlike(file, drop).length === 0);
	return files.length > 0 ? { ...found, files } : null;
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
	if (more.length > 0) return { ...named, ...amongSeveral(drop, found.files) };
	return { ...named, fileId: file.fileId, ...compare(drop, file, found, question) };
}

/** Several answer to the name: one may be proposed, none is taken unasked. */
function amongSeveral(drop: Drop, files: readonly Candidate[]) {
	const likely = proposed(drop, files);
	if (!likely) return { verdict: 'ambiguous', why: 'several-files' } as const;
	const [objection] = unlike(likely.file, drop);
	return {
		fileId: likely.file.fileId,
		verdict: 'ask',
		why: objection ?? likely.why,
		ticked: !objection && alike(likely.file, drop)
	} as const;
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
	const isSure = found.class <= 2 || isAccepted(found, acceptSuffixes) || isForgiven(drop, file, found, mode);
	if (isSure) return { verdict: 'sure', why, ticked: true };
	return { verdict: 'ask', why, ticked: alike(file, drop) };
}

const isAccepted = ({ suffix }: Found, acceptSuffixes: readonly string[]) =>
	acceptSuffixes.some((accepted) => sameSuffix(accepted, suffix));

/** Another extension or an ending: by the caller's word, or because both pictures were seen and are one. */
function isForgiven(drop: Drop, file: Candidate, { suffix = '', before }: Found, mode: MatchMode): boolean {
	if (mode === 'forgiving' && !before) return !isCounter(suffix) || isCopyCounter(suffix);
	return looksAlike(file, drop) && !isCounter(suffix);
}

const isWeakClaim = ({ suffix = '', before = false }: Found) => before || isCounter(suffix);

/** Blanks before an ending get lost where it is typed. */
export const suffixKey = (suffix: string) => nameKey(suffix.trim());

function sameSuffix(a: string, b: string | undefined): boolean {
	return b !== undefined && suffixKey(a) === suffixKey(b);
}

/** Two uploads for one file: both are shown, neither is taken. A counter's claim is too weak to stop another's. */
function refuseDoubles(answers: Matched[]): Matched[] {
	const claims = (which: readonly Matched[]) => {
		const counts = new Map<string, number>();
		for (const { fileId, verdict } of which)
			if (fileId && verdict !== 'companion') counts.set(fileId, (counts.get(fileId) ?? 0) + 1);
		return counts;
	};
	const all = claims(answers);
	const strong = claims(answers.filter((answer) => !isWeak(answer)));
	return answers.map((answer) => {
		const rivals = isWeak(answer) ? all : strong;
		return answer.fileId && answer.verdict !== 'companion' && (rivals.get(answer.fileId) ?? 0) > 1
			? { ...answer, verdict: 'ambiguous', why: 'several-drops', fileId: null, ticked: false }
			: answer;
	});
}

const isWeak = ({ suffix, verdict }: Matched) => verdict === 'ask' && isCounter(suffix ?? '');
