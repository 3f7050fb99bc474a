import type { Actor } from '#lib/domain/access/actor.ts';
import type { Reader } from '#lib/domain/access/read.ts';
import type { ArchiveLayout } from '#lib/domain/archive/layout.ts';
import type { VersionRow } from './original.ts';
import type { Look, Rendition } from '../renditions/index.ts';
import type { PlacedName } from './path-in.ts';
import type { Packed } from './zip.ts';

// What caches.ts keeps.

export type DeliveredFile = PlacedName & { fileId: string; section: string; version: Packed };
/** The frozen list, with names that are unique in their folder, and its archive. */
export type DeliveredList = { files: DeliveredFile[]; layout: ArchiveLayout; etag: string };

export type Shown = {
	actor: Actor;
	version: Pick<VersionRow, 'id' | 'status' | 'kind' | 'width' | 'height'>;
	renditions: readonly Rendition[];
	/** How whoever is not of the studio gets it; null: as it is. */
	look: Look | null;
};

/** Who looks at the pictures of a gallery: found once for all of them, since a page asks for hundreds. */
export type Asker = { actor: Actor; reader: Reader };

/** Bytes that somebody is being sent: in memory once, however many read them, until the last response closes. */
export type Lent = Map<string, { bytes: Promise<Buffer>; readers: number }>;
