import type { Context } from '../context.ts';
import { lastSeq, loadRoom, updatesAfter, type LogRow, type Read } from './log.ts';
import type { GalleryRoom } from './room.ts';

type Deps = Pick<Context, 'db' | 'clock'>;

const IDLE_MS = 60_000;

/** The rooms that this process holds in memory, and how far it has read the log that all processes share. */
export class Rooms {
	private readonly deps: Deps;
	private readonly loaded = new Map<string, GalleryRoom>();
	/** Log rows since the last compaction, as far as this process saw them. */
	private readonly logged = new Map<string, number>();
	private seen: number;

	constructor(deps: Deps) {
		this.deps = deps;
		this.seen = lastSeq(deps.db.read);
	}

	/** The room, loaded from SQL when this process does not hold it. */
	open(galleryId: string): GalleryRoom {
		const known = this.loaded.get(galleryId);
		if (known) return touch(known, this.deps.clock.now());
		const { room, logged } = loadRoom(this.deps.db.read, galleryId);
		this.loaded.set(galleryId, room);
		this.logged.set(galleryId, logged);
		return touch(room, this.deps.clock.now());
	}

	all(): Iterable<GalleryRoom> {
		return this.loaded.values();
	}

	/**
	 * Takes in what other processes committed since; answers it, so that it can be passed on. Inside a transaction
	 * nobody can commit in between: then this process knows everything.
	 */
	catchUp(db: Read = this.deps.db.read): { room: GalleryRoom; row: LogRow }[] {
		const news: { room: GalleryRoom; row: LogRow }[] = [];
		for (const row of updatesAfter(db, this.seen)) {
			this.seen = row.seq;
			const room = this.loaded.get(row.galleryId);
			if (!room) continue;
			room.book(row.book).apply(row.update);
			room.raise(row.book);
			news.push({ room, row });
		}
		return news;
	}

	/** Own rows up to here are committed and applied. */
	advance(seq: number) {
		this.seen = Math.max(this.seen, seq);
	}

	count(galleryId: string, rows: number) {
		this.logged.set(galleryId, (this.logged.get(galleryId) ?? 0) + rows);
	}

	/** Galleries whose log is long enough to be compacted; each is named once. */
	longLogs(): string[] {
		const long = [...this.logged].filter(([, rows]) => rows >= COMPACT_AFTER).map(([galleryId]) => galleryId);
		for (const galleryId of long) this.logged.set(galleryId, 0);
		return long;
	}

	/** Whether this is the room that stands for its gallery; one that was left takes in nothing more. */
	holds(room: GalleryRoom): boolean {
		return this.loaded.get(room.galleryId) === room;
	}

	/** Whoever asks next gets it from the log. */
	leave(room: GalleryRoom) {
		if (!this.holds(room)) return;
		this.loaded.delete(room.galleryId);
		this.logged.delete(room.galleryId);
	}

	/** Lets go of rooms that nobody has looked at for a minute. */
	forgetIdle() {
		const before = this.deps.clock.now() - IDLE_MS;
		for (const [galleryId, room] of this.loaded) {
			if (room.connections.size || room.isWriting() || room.idleSince > before) continue;
			this.loaded.delete(galleryId);
			this.logged.delete(galleryId);
		}
	}
}

const COMPACT_AFTER = 400;

function touch(room: GalleryRoom, now: number): GalleryRoom {
	room.idleSince = now;
	return room;
}
