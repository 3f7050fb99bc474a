import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { MATCH_MODES } from '#lib/domain/matching/match-drops.ts';
import { cleanFileName } from '#lib/domain/naming/clean-file-name.ts';
import { FileStateSchema } from '#lib/domain/states/file-state.ts';

/** A file name as it was sent: cleaned to one visible component, or refused. */
export const FileName = v.pipe(
	v.string(),
	v.rawTransform(({ dataset, addIssue, NEVER }) => {
		const cleaned = cleanFileName(dataset.value);
		if (cleaned.ok) return cleaned.name;
		addIssue({ message: `faults:files.name-${cleaned.why}` });
		return NEVER;
	})
);

/** `a/b/../c` → `a/b/c`: where in the dropped folder it lay; every part cleaned like a name. */
export const Section = v.pipe(
	v.string(),
	v.maxLength(1000),
	v.transform((path) =>
		path
			.split('/')
			.flatMap((part) => {
				const cleaned = cleanFileName(part);
				return cleaned.ok ? [cleaned.name] : [];
			})
			.join('/')
	)
);

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

export const SetStates = v.strictObject({
	fileIds: v.pipe(v.array(Id), v.minLength(1), v.maxLength(10_000)),
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
	names: v.pipe(v.array(Dropped), v.maxLength(10_000))
});
