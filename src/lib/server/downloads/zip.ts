import { createHash } from 'node:crypto';
import { inArray } from 'drizzle-orm';
import { etagInput, layOutArchive, type ArchiveLayout } from '#lib/domain/archive/layout.ts';
import { sliceArchive } from '#lib/domain/archive/slice.ts';
import { notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import { version } from '../db/schema.ts';
import type { Source } from '../http/send.ts';
import { Turns } from '../storage/read-by-turns.ts';
import type { Storage } from '../storage/storage.ts';
import { inTurns } from '../db/in-turns.ts';
import type { VersionRow } from './original.ts';
import { readSound } from './sound.ts';

export type Packed = Pick<VersionRow, keyof typeof packed>;

/** What never changes of a version, and is enough to send it. */
const packed = {
	id: version.id,
	storageKey: version.storageKey,
	bytes: version.bytes,
	crc32: version.crc32,
	sha256: version.sha256,
	kind: version.kind,
	createdAt: version.createdAt
};

/** In the order of the ids. */
export async function packedVersions({ db }: Context, versionIds: readonly string[]): Promise<Packed[]> {
	const rows = await inTurns(versionIds, async (ids) =>
		db.read.select(packed).from(version).where(inArray(version.id, ids)).all()
	);
	const byId = new Map(rows.map((row) => [row.id, row]));
	return versionIds.map((id) => {
		const found = byId.get(id);
		if (!found) throw notFound();
		return found;
	});
}

/**
 * Where every byte of a stored ZIP of these versions stands. `paths` are safe and unique (see `zipPaths`); `takenAt` is
 * the wall's time of each in ms as if it were UTC, or null: then the entry has the time of the upload.
 */
export function layOut(
	versions: readonly Pick<Packed, 'storageKey' | 'bytes' | 'crc32' | 'createdAt'>[],
	paths: readonly string[],
	takenAt?: readonly (number | null)[] | null
): ArchiveLayout {
	return layOutArchive(
		versions.map(({ storageKey, bytes, crc32, createdAt }, i) => ({
			name: paths[i] ?? storageKey,
			size: bytes,
			crc32,
			mtimeMs: takenAt?.[i] ?? createdAt,
			isWallClock: takenAt?.[i] != null,
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
		const turns = new Turns();
		// what stands before an entry's bytes goes out when they could be read: nobody is promised what is lost
		let before: Uint8Array | null = null;
		for (const part of sliceArchive(layout, first, last + 1)) {
			if (part.kind === 'bytes') {
				if (before) yield before;
				before = part.bytes;
				continue;
			}
			const { ref: key, size: bytes, crc32 } = part.entry;
			const inEntry = { first: part.from, last: part.to - 1 };
			for await (const chunk of readSound(storage, { key, bytes, crc32 }, inEntry, gone, turns)) {
				if (before) yield before;
				before = null;
				yield chunk;
			}
		}
		if (before) yield before;
	}
});
