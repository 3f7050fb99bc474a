import type { ProofSettings } from '#lib/domain/galleries/watermark.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import { version } from '../db/schema.ts';
import { renditionUrl } from '../files/index.ts';
import { askedFor, lookIn, previews, sizesInLook, type PicturedVersion } from '../renditions/index.ts';

const THUMBNAIL_PX = 400;

/** All that a thumbnail needs of a version. */
export const pictureColumns = {
	galleryId: version.galleryId,
	fileId: version.fileId,
	n: version.n,
	look: version.look,
	renditions: previews
};
type PictureRow = Pick<PicturedVersion, keyof typeof pictureColumns>;

/** `state`: the released one of its file. */
export function pictureOf(
	{ galleryId, fileId, n, look: made, renditions }: PictureRow,
	state: FileState | null,
	proofs: ProofSettings
) {
	const look = lookIn(proofs, state);
	const bySize = (look ? sizesInLook(renditions, look) : renditions).toSorted((a, b) => a.width - b.width);
	const best = bySize.find(({ width }) => width >= THUMBNAIL_PX) ?? bySize.at(-1);
	if (!best || !fileId || n === null) return null;
	const url = renditionUrl(galleryId, fileId, n, askedFor(best.width, look, made));
	return { url, width: best.width, height: best.height };
}
