import * as v from 'valibot';
import { splitName } from './extension.ts';

const SEPARATORS = { comma: ', ', space: ' ', semicolon: '; ', newline: '\n', or: ' OR ' } as const;
export type Separator = keyof typeof SEPARATORS;

export const CopyNames = v.object({
	/** `csv`: a table of the same pictures, whatever the separator. */
	format: v.optional(v.picklist(['text', 'csv']), 'text'),
	separator: v.optional(v.picklist(['comma', 'space', 'semicolon', 'newline', 'or']), 'comma'),
	extension: v.optional(
		v.pipe(
			v.picklist(['yes', 'no']),
			v.transform((answer) => answer === 'yes')
		),
		'no'
	)
});
export type CopyNames = v.InferOutput<typeof CopyNames>;

export type NamedFile = { cameraName: string; rawFileName?: string | null | undefined };

/** The names a catalogue searches by: the RAW's where the metadata carries it, else the camera's; each once. */
export function copyNames(
	files: readonly NamedFile[],
	{ separator, extension }: Pick<CopyNames, 'separator' | 'extension'>
): string {
	const names = files.map(({ rawFileName, cameraName }) => rawFileName?.trim() || cameraName);
	const written = names.map((name) => (extension ? name : splitName(name).stem));
	return [...new Set(written)].join(SEPARATORS[separator]);
}
