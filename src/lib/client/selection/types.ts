import type { LeftOut as Left, Receiver as Told } from '#lib/contract/order.ts';
import type { LimitCheck, Limit } from '#lib/domain/marks/limit.ts';

/** The tray's state of a selection. */
export type Tally = {
	count: number;
	limit?: Limit;
	check: LimitCheck;
	/** Somebody says yes, somebody no, nothing settled; and how many of those are in by the rule all the same. */
	disagree: number;
	disagreeIn: number;
	/** Who said yes to something that is in: with several it is *our* choice. */
	choosers: ReadonlySet<string>;
	/** Who else said "I'm done". */
	done: readonly string[];
	iAmDone: boolean;
	/** Sent or locked; words for when. */
	lockedOn?: string;
	/** Where the order is shown. */
	orderHref?: string;
};

export type LeftOut = Left & { name: string };
/** What the server says would be sent. */
export type SendDraft = { count: number; fileIds: readonly string[]; left: readonly LeftOut[] };

export type Receiver = Told & {
	me?: boolean;
	/** Said yes to something that is sent. */ chose?: boolean;
};
export type Sending = { note: string; receivers: string[]; addresses: string[] };

/** A mark that could not be kept. */
export type RefusedMark = {
	id: string;
	/** The picture it is about. */
	what: string;
	why: string;
	/** What they had written: theirs to copy. */
	text?: string;
	/** Their mark and another one clash: one of both is to be chosen. */
	onkeep?: () => void;
	ontake?: () => void;
};
