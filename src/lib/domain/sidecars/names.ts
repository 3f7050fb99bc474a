import { splitName } from '#lib/domain/naming/extension.ts';
import { nameKey } from '#lib/domain/naming/keys.ts';
import type { NamedFile } from '#lib/domain/naming/copy-names.ts';

const nameIn = ({ rawFileName, cameraName }: NamedFile) => rawFileName?.trim() || cameraName;

/** What the sidecar of a picture is called where none was given. */
export const sidecarName = (file: NamedFile): string => `${splitName(nameIn(file)).stem}.xmp`;

/** The keys of every sidecar that may belong to a picture: `DSC_1.xmp` and `DSC_1.NEF.xmp`. */
const keysOf = (file: NamedFile) =>
	new Set(
		[file.cameraName, file.rawFileName?.trim() || file.cameraName].flatMap((name) => [
			nameKey(name),
			nameKey(splitName(name).stem)
		])
	);

/** `unclear`: several frames answer to its name, and nobody can know whose it is. */
export type Owned<File> = readonly File[] | 'unclear' | 'nobody';

/**
 * Whose a sidecar is, by its name alone. Where several frames answer, the one that lies in the folder it came from; a RAW
 * and the JPEG beside it are one frame and share theirs.
 */
export function sidecarOwners<File extends NamedFile>(files: readonly File[]) {
	const byKey = new Map<string, File[]>();
	for (const file of files) for (const key of keysOf(file)) byKey.set(key, [...(byKey.get(key) ?? []), file]);
	return (name: string, folder = ''): Owned<File> => {
		const all = byKey.get(nameKey(splitName(name).stem)) ?? [];
		const near = all.filter(({ section }) => (section ?? '') === folder);
		const owners = near.length > 0 ? near : all;
		const frames = new Set(owners.map((file) => `${file.section ?? ''}/${nameKey(sidecarName(file))}`));
		return frames.size === 0 ? 'nobody' : frames.size === 1 ? owners : 'unclear';
	};
}
