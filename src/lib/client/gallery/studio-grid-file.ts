import type { GridFile } from './grid-file.ts';
import { t } from '#lib/messages/index.ts';
import type { Film, StudioFile } from '#lib/contract/file.ts';

/** A file of the studio's list as the sheet shows it: current values, and what clients see where that differs. */
export function studioGridFile(file: StudioFile): GridFile {
	const { id, name, section, version, kind, placeholder, renditions, status } = file;
	const word =
		file.state === 'UNDEFINED'
			? undefined
			: { word: t(`studio:state.${file.state}`), firm: file.state === 'FINAL' };
	return {
		id,
		name,
		version,
		kind,
		width: file.width ?? 3,
		height: file.height ?? 2,
		renditions: renditions.toSorted((a, b) => a.width - b.width),
		status,
		...(renditions.length ? { zoomUrl: `/r/${file.galleryId}/${id}/${version}/half.webp` } : {}),
		...(file.film ? { film: file.film } : {}),
		...(file.companions ? { companions: file.companions.filter(({ renditions }) => renditions.length) } : {}),
		...(word ? { state: word } : {}),
		...(section ? { section } : {}),
		...(placeholder ? { placeholder } : {}),
		...(file.errorCode ? { fault: t(`studio:media.${file.errorCode}`) } : {}),
		...(noteOf(file) ? { note: noteOf(file) } : {})
	};
}

function noteOf({ incoming, released, version, film }: StudioFile): string | undefined {
	if (incoming?.status === 'processing') return t('studio:item.processing', { n: incoming.version });
	if (incoming?.asks) return t(`studio:item.asks.${incoming.asks}`, { n: incoming.version });
	if (incoming?.status === 'failed') return t('studio:file.newFailed', { n: incoming.version });
	if (released && released.version !== version) return t('studio:file.clientsSee', { n: released.version });
	return film && filmNote(film);
}

/** How far what can be played of a film is; nothing once it is there. */
function filmNote({ status, share }: Film) {
	if (status === 'failed') return t('studio:film.failed');
	if (status === 'ready') return undefined;
	return share === undefined
		? t('studio:film.preparing')
		: t('studio:film.share', { percent: Math.floor(share * 100) });
}
