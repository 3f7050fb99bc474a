import type { ArchiveLayout } from '#lib/domain/archive/layout.ts';
import type { Context } from '../context.ts';
import { makeCache, type Cache } from '../http/cache.ts';
import { makeGate, type Gate } from '../http/gate.ts';
import { makeCommitScopedCache, type CommitScopedCache } from '../db/commit-scoped-cache.ts';
import { makeAccessCache, type AccessCache } from './access-cache.ts';
import type { DeliveredList, Lent, Shown, Asker } from './cached.ts';

/** What a process remembers for its context; all of it can be read again, none of it decides who may read. */
export type DownloadCaches = {
	askers: CommitScopedCache<Asker>;
	shown: CommitScopedCache<Shown>;
	previews: Cache<Buffer>;
	lent: Lent;
	/** Previews that are read from the storage: few at once for each asker, the rest of a page waits. */
	reads: Gate;
	judged: AccessCache;
	/** By archive. */
	layouts: Cache<ArchiveLayout>;
	/** By delivery: the frozen list. */
	deliveries: Cache<DeliveredList>;
};

/** A few thousand thumbnails. */
const PREVIEW_BYTES = 48 << 20;
const LARGEST_PREVIEW_BYTES = 256 << 10;
const READS_AT_ONCE = 16;
/** Some 15 MB of names and offsets each. */
const ENTRIES = 50_000;

const byContext = new WeakMap<Context, DownloadCaches>();

export function cachesOf(ctx: Context): DownloadCaches {
	const known = byContext.get(ctx);
	if (known) return known;
	const made: DownloadCaches = {
		askers: makeCommitScopedCache(ctx),
		shown: makeCommitScopedCache(ctx),
		previews: makeCache(PREVIEW_BYTES, LARGEST_PREVIEW_BYTES, (bytes) => bytes.length),
		lent: new Map(),
		reads: makeGate({ atOnce: READS_AT_ONCE, waiting: Infinity }),
		judged: makeAccessCache(ctx),
		layouts: makeCache(ENTRIES, ENTRIES, (layout) => layout.entries.length),
		deliveries: makeCache(ENTRIES, ENTRIES, (list) => list.files.length)
	};
	byContext.set(ctx, made);
	return made;
}
