import * as v from 'valibot';
import { distinctBy } from '#lib/domain/distinct.ts';
import { comparePaths } from '#lib/domain/galleries/natural-order.ts';
import { splitName } from './extension.ts';
import { nameKey } from './keys.ts';

const SEPARATORS = { comma: ', ', space: ' ', semicolon: '; ', newline: '\n', or: ' OR ' } as const;
export type Separator = keyof typeof SEPARATORS;

const YesNo = v.pipe(
	v.picklist(['yes', 'no']),
	v.transform((answer) => answer === 'yes')
);

export const CopyNames = v.object({
	/** `csv`: a table of the same pictures, whatever the separator. */
	format: v.optional(v.picklist(['text', 'csv']), 'text'),
	separator: v.optional(v.picklist(['comma', 'space', 'semicolon', 'newline', 'or']), 'comma'),
	extension: v.optional(YesNo, 'no'),
	/** Each with the folder that it lies in: `Nikon/DSC_0001`. */
	folder: v.optional(YesNo, 'no')
});
export type CopyNames = v.InferOutput<typeof CopyNames>;

export type NamedFile = {
	cameraName: string;
	rawFileName?: string | null | undefined;
	section?: string | null | undefined;
};
/** How one name is written. */
export type NameStyle = { extension: boolean; folder?: boolean };

/** The names a catalogue searches by: the RAW's where the metadata carries it, else the camera's; each once. */
export function copyNames(
	files: readonly NamedFile[],
	{ separator, ...style }: NameStyle & Pick<CopyNames, 'separator'>
): string {
	return [...new Set(files.map((file) => writtenName(file, style)))].join(SEPARATORS[separator]);
}

function writtenName(file: NamedFile, { extension, folder }: NameStyle): string {
	const name = extension ? catalogueName(file) : splitName(catalogueName(file)).stem;
	return folder && file.section ? `${file.section}/${name}` : name;
}

const catalogueName = ({ rawFileName, cameraName }: NamedFile) => rawFileName?.trim() || cameraName;

/** A name that stands for several pictures, and the folders that they lie in, '' for none. */
export type SharedName = { name: string; folders: string[] };

/**
 * Of the names as they are written those that other pictures of the gallery answer to as well, so that the wrong frame
 * may be found by them; `all` holds the files too. A RAW and the JPEG beside it in one folder are one picture.
 */
export function sharedNames(
	files: readonly NamedFile[],
	all: readonly NamedFile[],
	style: NameStyle
): SharedName[] {
	const byName = Map.groupBy(all, (file) => nameKey(writtenName(file, style)));
	const names = distinctBy(
		files.map((file) => writtenName(file, style)),
		nameKey
	);
	return names.flatMap((name) => {
		const alike = byName.get(nameKey(name)) ?? [];
		return framesIn(alike) > 1 ? { name, folders: foldersOf(alike) } : [];
	});
}

function framesIn(alike: readonly NamedFile[]): number {
	const byFolder = Map.groupBy(alike, ({ section }) => section ?? '');
	return [...byFolder.values()].reduce((sum, files) => sum + mostOfOneName(files), 0);
}

const mostOfOneName = (files: readonly NamedFile[]) =>
	Math.max(
		...[...Map.groupBy(files, (file) => nameKey(file.cameraName)).values()].map(({ length }) => length)
	);

const foldersOf = (files: readonly NamedFile[]) =>
	[...new Set(files.map(({ section }) => section ?? ''))].sort(comparePaths);
