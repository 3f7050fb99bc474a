import * as v from 'valibot';
import { MOST_FILES } from '#lib/domain/files/most.ts';
import { Id } from '#lib/domain/id.ts';
import { MATCH_MODES } from '#lib/domain/matching/match-drops.ts';
import { FileName, Section } from '#lib/domain/naming/file-name.ts';
import { distinctKeywords, FILE_WORDS } from '#lib/domain/words/file-words.ts';
import { FileStateSchema } from '#lib/domain/states/file-state.ts';

const YesNo = v.pipe(
	v.picklist(['yes', 'no', 'true', 'false', '1', '0', '']),
	v.transform((word) => ['yes', 'true', '1'].includes(word))
);

/** What an upload is asked to become; the same words in the query of PUT and in tus metadata. */
export const UploadOptions = v.object({
	section: v.optional(Section, ''),
	state: v.optional(FileStateSchema),
	replace: v.optional(YesNo, 'no'),
	match: v.optional(v.picklist(MATCH_MODES), 'exact'),
	add: v.optional(YesNo, 'no'),
	orderId: v.optional(Id),
	drop: v.optional(Id)
});

export const ChangeFile = v.strictObject({
	state: v.optional(FileStateSchema),
	name: v.optional(FileName),
	title: v.optional(v.nullable(v.pipe(v.string(), v.trim(), v.maxLength(500)))),
	section: v.optional(Section)
});
export type ChangeFile = v.InferOutput<typeof ChangeFile>;

const Line = (most: number) => v.pipe(v.string(), v.trim(), v.maxLength(most));
const Keywords = v.pipe(
	v.array(Line(FILE_WORDS.keyword)),
	v.maxLength(FILE_WORDS.keywords),
	v.transform((keywords) => distinctKeywords(keywords))
);
const words = {
	title: Line(FILE_WORDS.title),
	caption: Line(FILE_WORDS.caption),
	copyright: Line(FILE_WORDS.copyright)
};

/** `null`: what the file says counts again. */
export const ChangeWords = v.strictObject({
	title: v.optional(v.nullable(words.title)),
	caption: v.optional(v.nullable(words.caption)),
	keywords: v.optional(v.nullable(Keywords)),
	copyright: v.optional(v.nullable(words.copyright))
});
export type ChangeWords = v.InferOutput<typeof ChangeWords>;

/** The same words for many pictures; of keywords some more and some less. */
export const DescribeFiles = v.strictObject({
	fileIds: v.pipe(v.array(Id), v.minLength(1), v.maxLength(MOST_FILES)),
	...v.partial(v.object(words)).entries,
	addKeywords: v.optional(Keywords),
	removeKeywords: v.optional(Keywords)
});
export type DescribeFiles = v.InferOutput<typeof DescribeFiles>;

export const SetStates = v.strictObject({
	fileIds: v.pipe(v.array(Id), v.minLength(1), v.maxLength(MOST_FILES)),
	state: FileStateSchema
});

const Dropped = v.union([
	v.pipe(
		FileName,
		v.transform((name) => ({ name, section: '' }))
	),
	v.strictObject({ name: FileName, section: v.optional(Section, '') })
]);

export const MatchNames = v.strictObject({
	orderId: v.optional(Id),
	names: v.pipe(v.array(Dropped), v.maxLength(MOST_FILES))
});

const VersionNumber = v.pipe(v.number(), v.integer(), v.minValue(1));
export const AcceptVersion = v.strictObject({ version: VersionNumber });
export const RefuseVersion = v.strictObject({
	version: VersionNumber,
	note: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(2000)), '')
});

export const RestoreVersion = AcceptVersion;

const Yes = v.literal(true);
export const Decision = v.union([
	v.strictObject({ fileId: Id }),
	v.strictObject({ add: Yes }),
	v.strictObject({ discard: Yes })
]);
export type Decision = v.InferOutput<typeof Decision>;

const Suffix = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40));
export const Decisions = v.strictObject({
	decisions: v.pipe(
		v.array(
			v.union([
				v.strictObject({ id: Id, fileId: Id }),
				v.strictObject({ id: Id, add: Yes }),
				v.strictObject({ id: Id, discard: Yes })
			])
		),
		v.maxLength(MOST_FILES)
	),
	/** Suffixes that the studio accepts without asking from now on. */
	always: v.optional(v.pipe(v.array(Suffix), v.maxLength(20)), [])
});
