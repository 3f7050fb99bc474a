import { kindFacts } from '#lib/domain/kinds/kinds.ts';
import { contentDisposition } from '#lib/domain/naming/content-disposition.ts';
import { deliveredName } from '#lib/domain/naming/delivered-name.ts';
import { originalHeaders } from '../http/media-headers.ts';
import type { Source } from '../http/send.ts';
import type { Storage } from '../storage/storage.ts';
import { readSound } from './sound.ts';
import type { file, version } from '../db/schema.ts';

export type VersionRow = typeof version.$inferSelect;
export type FileRow = typeof file.$inferSelect;

/** The uploaded bytes of a version, untouched; or those of a product, as they were made once. */
export const originalSource = (
	storage: Storage,
	{ storageKey: key, bytes, sha256, crc32 }: Pick<VersionRow, 'storageKey' | 'bytes' | 'sha256' | 'crc32'>
): Source => ({
	sizeBytes: bytes,
	etag: `"${sha256}"`,
	read: (span, gone) => readSound(storage, { key, bytes, crc32 }, span, gone)
});

/** The camera's stem with the ending of what is delivered. */
export const downloadName = (
	{ cameraName }: Pick<FileRow, 'cameraName'>,
	{ name, kind }: Pick<VersionRow, 'name' | 'kind'>
) => deliveredName(cameraName, name, `.${kindFacts(kind).extension}`);

export const headersOf = ({ kind }: Pick<VersionRow, 'kind'>, name: string) =>
	originalHeaders(kindFacts(kind).mediaType, contentDisposition(name));
