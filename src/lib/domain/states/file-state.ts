import * as v from 'valibot';

export const FILE_STATES = ['UNDEFINED', 'PROOF', 'FINAL'] as const;
export type FileState = (typeof FILE_STATES)[number];

export const FileStateSchema = v.picklist(FILE_STATES);

/** A set of states as settings carry it: no doubles, always in the same order. */
export const FileStatesSchema = v.pipe(
	v.array(FileStateSchema),
	v.maxLength(10),
	v.transform((states) => FILE_STATES.filter((state) => states.includes(state)))
);

/** How much a state gives away: leaving FINAL, or arriving at PROOF, shuts something that was open. */
const OPENNESS: Record<FileState, number> = { PROOF: 0, UNDEFINED: 1, FINAL: 2 };

export function isLower(state: FileState, than: FileState): boolean {
	return OPENNESS[state] < OPENNESS[than];
}

export type StateWords = { badges: boolean; words?: Partial<Record<FileState, string>> | undefined };
export type Badge = { state: 'PROOF' | 'FINAL'; word: string | null };

/** The badge clients see; `word` null means the catalogue's own. UNDEFINED is never shown. */
export function badgeFor(state: FileState, { badges, words }: StateWords): Badge | null {
	if (!badges || state === 'UNDEFINED') return null;
	return { state, word: words?.[state]?.trim() || null };
}
