import * as v from 'valibot';
import { mediaFaults } from '#lib/domain/kinds/media-faults.ts';
import { Id } from '#lib/domain/id.ts';
import { MATCH_VERDICTS, MATCH_WHYS } from '#lib/domain/matching/match-drops.ts';
import { FileStateSchema } from '#lib/domain/states/file-state.ts';
import { FileStatus, StudioFile } from './file.ts';
import { Time } from './time.ts';
import { Candidate } from './version.ts';

/** How a name was matched (domain/matching). */
const Match = {
	name: v.string(),
	/** 1 the same name, 2 but for case or Unicode form, 3 but for its extension, 4 but for a suffix. */
	class: v.nullable(v.picklist([1, 2, 3, 4])),
	verdict: v.picklist(MATCH_VERDICTS),
	/** The one file it goes to or is proposed for. */
	fileId: v.nullable(Id),
	why: v.picklist(MATCH_WHYS),
	/** For 'ask': likeness agrees, so a table may tick it. */
	ticked: v.boolean(),
	suffix: v.optional(v.string())
};

/** One dropped name and where it would go. */
export const MatchRow = v.object({ ...Match, candidates: v.array(Candidate) });
export type MatchRow = v.InferOutput<typeof MatchRow>;

/** An upload that nobody could place: what it is, what it could belong to now, and until when it is kept. */
export const UnmatchedView = v.object({
	...Match,
	id: Id,
	/** Those that answer to the name first, then what waits for a final, the likeliest first. */
	candidates: v.array(v.object({ ...Candidate.entries, looksAlike: v.boolean() })),
	section: v.optional(v.string()),
	state: v.nullable(FileStateSchema),
	orderId: v.optional(Id),
	drop: v.optional(v.string()),
	kind: v.string(),
	bytes: v.number(),
	width: v.nullable(v.number()),
	height: v.nullable(v.number()),
	status: FileStatus,
	error: v.optional(v.string()),
	errorCode: v.optional(v.picklist(mediaFaults)),
	placeholder: v.nullable(v.string()),
	thumbnail: v.nullable(v.string()),
	createdAt: Time,
	expiresAt: Time
});
export type UnmatchedView = v.InferOutput<typeof UnmatchedView>;

/** As its list tells it: `mine` was uploaded by whoever asks. */
export const UnmatchedUpload = v.object({ ...UnmatchedView.entries, mine: v.boolean() });
export type UnmatchedUpload = v.InferOutput<typeof UnmatchedUpload>;

/** The files that uploads went to, and what is left to decide. */
export const Decided = v.object({ files: v.array(StudioFile), left: v.array(UnmatchedView) });
export type Decided = v.InferOutput<typeof Decided>;
