import type { Label, Pick, Verdict } from '#lib/domain/marks/values.ts';

export type { Label, Pick, Verdict };
export type Rendition = { width: number; url: string };
/** What the word of a state prints as: FINAL in ink, PROOF faint; `undefined` prints nothing. */
export type StateWord = { word: string; firm: boolean };

/** A picture as the sheet and the viewer need it. */
export type GridFile = {
	id: string;
	name: string;
	section?: string;
	state?: StateWord;
	version: number;
	/** 'image', 'video' or anything else: kept, shown as a tile. */
	kind: string;
	width: number;
	height: number;
	/** thumbhash, base64 */
	placeholder?: string;
	/** Smallest first; empty: no picture. */
	renditions: readonly Rendition[];
	/** A larger picture for zooming in, made when asked for. */
	zoomUrl?: string;
	status?: 'processing' | 'ready' | 'failed';
	/** Why it failed; given to members only. */
	fault?: string;
	canDownload?: boolean;
	canOrder?: boolean;
	/** Quiet words after the state, e.g. "clients still see v1". */
	note?: string;
};

export type Person = { id: string; name: string; initials: string; /** 1 to 8, repeating */ colour: number };
export type PersonMark = Person & { pick: Pick; mine: boolean };

/** All marks on one picture. `rings` holds every pick, mine first, then in the order of the people. */
export type FrameMarks = {
	rings: readonly PersonMark[];
	mine?: Pick;
	/** I said no, or it is settled out for all. */
	dimmed: boolean;
	stars: number;
	/** Mine, else the first that somebody gave. */
	label?: Label;
	comments: number;
	lookers: readonly Person[];
	/** A decider's ruling, when there is one. */
	verdict?: Verdict;
};

export const noMarks: FrameMarks = { rings: [], dimmed: false, stars: 0, comments: 0, lookers: [] };

/** What a sheet or viewer may ask for; an absent act is not offered. */
export type FrameActs = {
	onpick?: (fileId: string, pick: Pick | null) => void;
	onopen?: (fileId: string) => void;
	onstars?: (fileId: string, stars: number) => void;
	/** Once more takes it back. */
	onlabel?: (fileId: string, label: Label) => void;
};

export const isPicture = (file: GridFile) => file.renditions.length > 0;
