import { canDownload, canOrder } from '#lib/domain/access/offers.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import type { Remark } from '#lib/domain/kinds/remarks.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import { t } from '#lib/messages/index.ts';
import type { file, gallery, version } from '../db/schema.ts';

export type FileRow = typeof file.$inferSelect;
export type VersionRow = typeof version.$inferSelect;
export type GalleryRow = typeof gallery.$inferSelect;

export type RenditionView = { width: number; url: string };

/** A file as `GET /api/v1/galleries/{id}/files` answers it. Programs rely on it: fields may come, none may go. */
export type FileView = {
	id: string;
	galleryId: string;
	name: string;
	cameraName: string;
	/** What the RAW was called, where some version says so. */
	rawFileName?: string;
	title?: string;
	state: FileState;
	version: number;
	kind: string;
	width: number | null;
	height: number | null;
	bytes: number;
	sha256: string;
	status: 'processing' | 'ready' | 'failed';
	/** 'no': a kind that we keep without a picture, or a damaged one. */
	picture: 'yes' | 'no';
	error?: string;
	/** Why there is no picture although the file is sound, or what is wrong with the one that is shown. */
	remark?: string;
	released: { version: number; state: FileState } | null;
	incoming?: {
		version: number;
		state: FileState;
		status: 'processing' | 'asks' | 'failed';
		asks?: 'ok' | 'unlike';
		error?: string;
		note?: string;
	};
	section?: string;
	createdAt: string;
	/** The clock on the wall, written as if it were UTC. */
	capturedAt?: string;
	placeholder?: string;
	renditions: RenditionView[];
	deletedAt?: string;
};

/** A picture as `GET /g/{id}/files` answers it to clients: the released pair only. */
export type ReleasedView = {
	id: string;
	name: string;
	section?: string;
	state: FileState;
	version: number;
	kind: string;
	width: number | null;
	height: number | null;
	placeholder: string | null;
	renditions: RenditionView[];
	canDownload: boolean;
	canOrder: boolean;
	/** Of the original, where it can be downloaded. */
	bytes?: number;
	/** The newest earlier version that clients have seen: for before/after. */
	before?: EarlierView;
};
export type EarlierView = {
	version: number;
	width: number | null;
	height: number | null;
	renditions: RenditionView[];
};

export const renditionUrl = (galleryId: string, fileId: string, n: number, width: number) =>
	`/r/${galleryId}/${fileId}/${n}/${width}.webp`;

export function renditionViews(
	row: Pick<VersionRow, 'galleryId' | 'fileId' | 'n' | 'renditions'>
): RenditionView[] {
	const { galleryId, fileId, n } = row;
	if (fileId === null || n === null) return [];
	return row.renditions.map(({ width }) => ({ width, url: renditionUrl(galleryId, fileId, n, width) }));
}

/** Why no picture could be made, in words; rows keep the code. */
export const errorWords = (code: string) => t(`studio:media.${code}`);
export const remarkWords = (code: Remark) => t(`studio:remark.${code}`);

/**
 * `shown` is the current version, or the newest one while none was ever processed; `incoming` a newer one that is
 * not (yet) current.
 */
export function presentFile(
	row: FileRow,
	shown: VersionRow,
	incoming: VersionRow | null = null,
	rawFileName?: string
): FileView {
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
		...(row.error ? { error: errorWords(row.error) } : {}),
		...(shown.remark ? { remark: remarkWords(shown.remark) } : {}),
		released: releasedOf(row),
		...(incoming ? { incoming: presentIncoming(row, incoming) } : {}),
		...(row.section ? { section: row.section } : {}),
		createdAt: iso(row.createdAt),
		...(row.capturedAt === null ? {} : { capturedAt: iso(row.capturedAt) }),
		...(shown.placeholder ? { placeholder: shown.placeholder } : {}),
		renditions: renditionViews(shown),
		...(row.deletedAt === null ? {} : { deletedAt: iso(row.deletedAt) })
	};
}

export const releasedOf = (row: FileRow) =>
	row.releasedVersion === null || row.releasedState === null
		? null
		: { version: row.releasedVersion, state: row.releasedState };

function presentIncoming(row: FileRow, incoming: VersionRow): NonNullable<FileView['incoming']> {
	const { n, status, asks, error, note } = incoming;
	return {
		version: n ?? 0,
		state: incoming.wantedState ?? row.state,
		status: status === 'asks' || status === 'failed' ? status : 'processing',
		...(asks && status === 'asks' ? { asks } : {}),
		...(error ? { error: errorWords(error) } : {}),
		...(note ? { note } : {})
	};
}

/** What every client of the gallery may know; `shown` is the released version. Null: nothing is released. */
export function presentReleasedFacts(
	row: FileRow,
	shown: VersionRow
): Omit<ReleasedView, 'canDownload' | 'canOrder' | 'bytes' | 'before'> {
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
		renditions: renditionViews(shown)
	};
}

export function presentReleased(
	row: FileRow,
	shown: VersionRow,
	rights: Rights,
	offers: Pick<GalleryRow, 'offerDownloads' | 'offerOrders'>,
	before?: EarlierView
): ReleasedView {
	const facts = { deleted: row.deletedAt !== null, released: releasedOf(row) };
	const isTakeable = canDownload(rights, facts, offers);
	return {
		...presentReleasedFacts(row, shown),
		canDownload: isTakeable,
		canOrder: canOrder(rights, facts, offers),
		...(isTakeable ? { bytes: shown.bytes } : {}),
		...(before ? { before } : {})
	};
}

export const iso = (time: number) => new Date(time).toISOString();
