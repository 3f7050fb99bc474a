import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Limit } from './limit.ts';
import type { Rule } from './rules.ts';

export type ViewFile = { id: string; state?: FileState | undefined };
export type ViewSelection = { id: string; rule: Rule; limit?: Limit | null | undefined };
export type ViewParticipant = {
	id: string;
	/** Clients and guests with the right to mark, and whoever lost it since; members if the gallery says so. */
	isChooser: boolean;
	isMember: boolean;
	canDecide: boolean;
	/** The studio put this person's marks aside: shown, counted nowhere. */
	setAside?: boolean | undefined;
};

/** What the books are read against. `files` in gallery order, only those that this viewer sees. */
export type ViewFacts = {
	files: readonly ViewFile[];
	selections: readonly ViewSelection[];
	participants: readonly ViewParticipant[];
};
