import type { MediaFault } from '#lib/domain/kinds/media-faults.ts';
import { canDownload, canOrder } from '#lib/domain/access/offers.ts';
import type { Companion, StudioCompanion } from '#lib/contract/companion.ts';
import type {
	EarlierVersion,
	Film,
	ReleasedFacts,
	ReleasedFile,
	Rendition,
	StudioFile
} from '#lib/contract/file.ts';
import type { ProofSettings } from '#lib/domain/galleries/watermark.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import type { Remark } from '#lib/domain/kinds/remarks.ts';
import { t } from '#lib/messages/index.ts';
import { version, type file, type gallery } from '../db/schema.ts';
import {
	askedFor,
	filmState,
	filmView,
	ladderState,
	lookIn,
	previews,
	sizesInLook,
	type FilmColumns,
	type Look,
	type PicturedVersion
} from '../renditions/index.ts';

export type FileRow = typeof file.$inferSelect;
export type VersionRow = typeof version.$inferSelect;
/** Of a version, all that a view of its file tells: a long list is mostly the reading of columns. */
export const shownColumns = {
	...{ galleryId: version.galleryId, fileId: version.fileId, n: version.n, kind: version.kind },
	...{ width: version.width, height: version.height, bytes: version.bytes, sha256: version.sha256 },
	...{ picture: version.picture, remark: version.remark, placeholder: version.placeholder },
	look: version.look,
	...{ status: version.status, asks: version.asks, error: version.error, note: version.note },
	...{
		wantedState: version.wantedState,
		durationMs: version.durationMs,
		frameUs: version.frameUs,
		film: filmState,
		ladder: ladderState,
		renditions: previews
	}
};
export type ShownVersion = Pick<PicturedVersion, Exclude<keyof typeof shownColumns, keyof FilmColumns>> &
	FilmColumns;
export type GalleryRow = typeof gallery.$inferSelect;

export const renditionUrl = (galleryId: string, fileId: string, n: number, asked: number | string) =>
	`/r/${galleryId}/${fileId}/${n}/${asked}.webp`;

type PreviewedVersion = Pick<PicturedVersion, 'galleryId' | 'fileId' | 'n' | 'look' | 'renditions'>;

/** As clients who are shown this state of it get them: never by an address under which they got other bytes. */
export function renditionsForClients(row: PreviewedVersion, look: Look | null): Rendition[] {
	const { galleryId, fileId, n } = row;
	if (!look) return renditionViews(row);
	if (fileId === null || n === null) return [];
	return sizesInLook(row.renditions, look).map(({ width }) => ({
		width,
		url: renditionUrl(galleryId, fileId, n, askedFor(width, look, row.look))
	}));
}

export function renditionViews(row: Omit<PreviewedVersion, 'look'>): Rendition[] {
	const { galleryId, fileId, n } = row;
	if (fileId === null || n === null) return [];
	return row.renditions.map(({ width }) => ({ width, url: renditionUrl(galleryId, fileId, n, width) }));
}

function filmOf(row: ShownVersion): { film?: Film } {
	const film = filmView(row, `/r/${row.galleryId}/${row.fileId}/${row.n}`);
	return film ? { film } : {};
}

/** Why no picture could be made, in words; rows keep the code. */
export const errorOf = (code: MediaFault | null) =>
	code ? { error: t(`studio:media.${code}`), errorCode: code } : {};
export const remarkOf = (code: Remark | null) =>
	code ? { remark: t(`studio:remark.${code}`), remarkCode: code } : {};

/**
 * `shown` is the current version, or the newest one while none was ever processed; `incoming` a newer one that is
 * not (yet) current.
 */
export function presentFile(
	row: FileRow,
	{ version: shown, incoming }: { version: ShownVersion; incoming: ShownVersion | null },
	rawFileName?: string,
	companions?: StudioCompanion[]
): StudioFile {
	return {
		id: row.id,
		galleryId: row.galleryId,
		name: row.name,
		cameraName: row.cameraName,
		...(rawFileName ? { rawFileName } : {}),
		...(row.title ? { title: row.title } : {}),
		state: row.state,
		version: shown.n ?? 0,
		kind: shown.kind,
		width: shown.width,
		height: shown.height,
		bytes: shown.bytes,
		sha256: shown.sha256,
		status: row.status,
		picture: shown.picture ? 'yes' : 'no',
		...errorOf(row.error),
		...remarkOf(shown.remark),
		released: releasedOf(row),
		...(incoming ? { incoming: presentIncoming(row, incoming) } : {}),
		...(row.section ? { section: row.section } : {}),
		createdAt: iso(row.createdAt),
		...(row.capturedAt === null ? {} : { capturedAt: iso(row.capturedAt) }),
		...(row.stars === null ? {} : { cameraStars: row.stars }),
		...(shown.placeholder ? { placeholder: shown.placeholder } : {}),
		renditions: renditionViews(shown),
		...filmOf(shown),
		...(row.companionOf === null ? {} : { companionOf: row.companionOf }),
		...(companions?.length ? { companions } : {}),
		...(row.deletedAt === null ? {} : { deletedAt: iso(row.deletedAt) })
	};
}

export const releasedOf = (row: FileRow) =>
	row.releasedVersion === null || row.releasedState === null
		? null
		: { version: row.releasedVersion, state: row.releasedState };

function presentIncoming(row: FileRow, incoming: ShownVersion): NonNullable<StudioFile['incoming']> {
	const { n, status, asks, error, note } = incoming;
	return {
		version: n ?? 0,
		state: incoming.wantedState ?? row.state,
		status: status === 'asks' || status === 'failed' ? status : 'processing',
		...(asks && status === 'asks' ? { asks } : {}),
		...errorOf(error),
		...(note ? { note } : {})
	};
}

/** What every client of the gallery may know; `shown` is the released version. Null: nothing is released. */
export function presentReleasedFacts(
	row: FileRow,
	shown: ShownVersion,
	proofs: ProofSettings,
	companions: Companion[] = []
): ReleasedFacts {
	return {
		id: row.id,
		name: row.name,
		...(row.section ? { section: row.section } : {}),
		state: row.releasedState ?? 'UNDEFINED',
		version: shown.n ?? 0,
		kind: shown.kind,
		width: shown.width,
		height: shown.height,
		placeholder: shown.placeholder,
		renditions: renditionsForClients(shown, lookIn(proofs, row.releasedState)),
		...filmOf(shown),
		...(companions.length ? { companions } : {})
	};
}

export function presentReleased(
	row: FileRow,
	shown: ShownVersion,
	rights: Rights,
	offers: Pick<GalleryRow, 'offerDownloads' | 'offerOrders' | 'watermark' | 'proofEdge'>,
	{ before, companions }: { before?: EarlierVersion | undefined; companions?: Companion[] | undefined } = {}
): ReleasedFile {
	const facts = { deleted: row.deletedAt !== null, released: releasedOf(row) };
	const isTakeable = canDownload(rights, facts, offers);
	return {
		...presentReleasedFacts(row, shown, offers, companions),
		canDownload: isTakeable,
		canOrder: canOrder(rights, facts, offers),
		...(isTakeable ? { bytes: shown.bytes } : {}),
		...(before ? { before } : {})
	};
}

export const iso = (time: number) => new Date(time).toISOString();
