import type { FileStatus, ReleasedFile, Rendition } from '#lib/contract/file.ts';
import type { Face } from '#lib/contract/seat.ts';
import type { Label, Pick, Verdict } from '#lib/domain/marks/values.ts';

export type { Label, Pick, Verdict };
/** What the word of a state prints as: FINAL in ink, PROOF faint; `undefined` prints nothing. */
export type StateWord = { word: string; firm: boolean };

/** Shown in words, with a size and its previews in order. */
type Told = 'state' | 'width' | 'height' | 'placeholder' | 'renditions' | 'bytes' | 'before';

/** A picture as the sheet and the viewer need it, of a client or of the studio. */
export type GridFile = Omit<ReleasedFile, Told | 'canDownload' | 'canOrder'> & {
	state?: StateWord;
	width: number;
	height: number;
	/** thumbhash, base64 */
	placeholder?: string;
	/** Smallest first; empty: no picture. */
	renditions: readonly Rendition[];
	/** A larger picture for zooming in, made when asked for. */
	zoomUrl?: string;
	status?: FileStatus;
	/** Why it failed; given to members only. */
	fault?: string;
	canDownload?: boolean;
	canOrder?: boolean;
	/** Quiet words after the state, e.g. "clients still see v1". */
	note?: string;
};

export type { Rendition };
export type Person = Face;
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
