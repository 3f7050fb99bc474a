import type { Shape } from '#lib/domain/marks/values.ts';
import type { GridFile, Label, Person, Rendition, Verdict, Pick } from '#lib/client/gallery/grid-file.ts';

/** A comment as it is shown. */
export type Remark = {
	id: string;
	by: Person;
	text: string;
	/** Server time in milliseconds; null while it is on its way. */
	at: number | null;
	version: number;
	drawing?: readonly Shape[];
	/** Seconds into a clip. */
	time?: number;
	resolved: boolean;
	canResolve: boolean;
	mine: boolean;
	studioOnly?: boolean;
	/** Kept on this device only, so far. */
	waiting?: boolean;
};
export type Talk = Remark & { replies: readonly Remark[] };

export type NewRemark = {
	fileId: string;
	version: number;
	text: string;
	drawing?: Shape[];
	/** Seconds into a film. */
	time?: number;
	replyTo?: string;
	studioOnly?: boolean;
};

/** Returns whether it was kept: at once, or when they have said who they are. */
export type Say = (remark: NewRemark) => boolean | Promise<boolean>;

/** An earlier version to set against the current one. */
export type EarlierVersion = {
	version: number;
	width: number;
	height: number;
	renditions: readonly Rendition[];
	state?: GridFile['state'];
};

export type ViewerActs = {
	onmove: (fileId: string) => void;
	onclose: () => void;
	onpick?: (fileId: string, pick: Pick | null) => void;
	onstars?: (fileId: string, stars: number) => void;
	/** Once more takes it back. */
	onlabel?: (fileId: string, label: Label) => void;
	/** Deciders only. */
	onverdict?: (fileId: string, verdict: Verdict | null) => void;
	onsay?: Say;
	onresolve?: (remarkId: string, resolved: boolean) => void;
	onhide?: () => void;
};
