import * as v from 'valibot';
import { OWN_WORDS } from '#lib/domain/words/file-words.ts';

/** What is written about a picture, in its file or by the studio. Programs rely on it: fields may come, none may go. */
export const FileWords = v.object({
	title: v.string(),
	caption: v.string(),
	keywords: v.array(v.string()),
	copyright: v.string(),
	/** Which of these the studio wrote here in place of what the file says. */
	own: v.array(v.picklist(OWN_WORDS)),
	/** Only the file says these. */
	creator: v.string(),
	/** 1-5, -1: rejected. */
	stars: v.nullable(v.number()),
	label: v.string()
});
export type FileWords = v.InferOutput<typeof FileWords>;
