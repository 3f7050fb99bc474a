import { createHash } from 'node:crypto';
import { etagInput, layOutArchive, type ArchiveLayout } from '#lib/domain/archive/layout.ts';
import { sliceArchive } from '#lib/domain/archive/slice.ts';
import { zipNames } from '#lib/domain/naming/zip-names.ts';
import type { Source } from '../http/send.ts';
import type { Storage } from '../storage/storage.ts';
import { readObject, type VersionRow } from './original.ts';

export type Packed = Pick<VersionRow, 'id' | 'storageKey' | 'bytes' | 'crc32' | 'createdAt'>;

/** Where every byte of a stored ZIP of these versions stands; the names are made safe and unique. */
export function layOut(versions: readonly Packed[], names: readonly string[]): ArchiveLayout {
	const unique = zipNames(names);
	return layOutArchive(
		versions.map(({ storageKey, bytes, crc32, createdAt }, i) => ({
			name: unique[i] ?? storageKey,
			size: bytes,
			crc32,
			mtimeMs: createdAt,
			ref: storageKey
		}))
	);
}

export const etagOf = (layout: ArchiveLayout) => createHash('sha256').update(etagInput(layout)).digest('hex');

/** The archive as bytes that can be read from anywhere; nothing of it exists before it is sent. */
export const zipSource = (storage: Storage, layout: ArchiveLayout, etag: string): Source => ({
	sizeBytes: layout.totalBytes,
	etag: `"${etag}"`,
	read: async function* ({ first, last }, gone) {
		for (const part of sliceArchive(layout, first, last + 1)) {
			if (part.kind === 'bytes') yield part.bytes;
			else yield* readObject(storage, part.ref, { first: part.from, last: part.to - 1 }, gone);
		}
	}
});
