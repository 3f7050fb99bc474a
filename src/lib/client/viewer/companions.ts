import type { Companion } from '#lib/contract/companion.ts';
import type { GridFile } from '#lib/client/gallery/grid-file.ts';

/** A companion as the viewer shows it in its picture's place, with what may be done with that. */
export function companionAsFile(picture: GridFile, companion: Companion): GridFile {
	const { id, name, version, kind, renditions, placeholder } = companion;
	const { state, section, canDownload } = picture;
	return {
		...{ id, name, version, kind },
		width: companion.width ?? 3,
		height: companion.height ?? 2,
		renditions: renditions.toSorted((a, b) => a.width - b.width),
		...(placeholder ? { placeholder } : {}),
		...(state ? { state } : {}),
		...(section ? { section } : {}),
		...(canDownload === undefined ? {} : { canDownload })
	};
}
