import { version } from '../db/schema.ts';
import { renditionUrl } from '../files/index.ts';
import { previews, type PicturedVersion } from '../renditions/index.ts';

const THUMBNAIL_PX = 400;

/** All that a thumbnail needs of a version. */
export const pictureColumns = {
	galleryId: version.galleryId,
	fileId: version.fileId,
	n: version.n,
	renditions: previews
};
type PictureRow = Pick<PicturedVersion, keyof typeof pictureColumns>;

export function pictureOf({ galleryId, fileId, n, renditions }: PictureRow) {
	const bySize = renditions.toSorted((a, b) => a.width - b.width);
	const best = bySize.find(({ width }) => width >= THUMBNAIL_PX) ?? bySize.at(-1);
	if (!best || !fileId || n === null) return null;
	return { url: renditionUrl(galleryId, fileId, n, best.width), width: best.width, height: best.height };
}
