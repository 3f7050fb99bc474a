import type { Database } from '../db/open.ts';
import type { Context } from '../context.ts';
import { lastSeq, loadRoom, updatesAfter, type LogRow } from './log.ts';
import type { GalleryRoom } from './room.ts';

/** What another process committed to a room that this one holds. */
export type Foreign = { room: GalleryRoom; row: LogRow };

type Deps = Pick<Context, 'db' | 'clock'>;

const IDLE_MS = 60_000;

/** The rooms that this process holds in memory, and how far it has read the log that all processes share. */
export class Rooms {
	private readonly deps: Deps;
	private readonly loaded = new Map<string, GalleryRoom>();
	/** Log rows since the last compaction, as far as this process saw them. */
	private readonly logged = new Map<string, number>();
	private seen: number | undefined;
	private held: Promise<void> = Promise.resolve();

	constructor(deps: Deps) {
		this.deps = deps;
	}

	/**
	 * Answers, once nobody else holds the rooms, how to let go of them. Whoever reads the log holds them until what was
	 * read is in the rooms and shown; whoever writes it, until their own rows are told from others'. So nothing is taken
	 * in twice, or missed.
	 */
	async hold(): Promise<() => void> {
		const before = this.held;
		let release = () => undefined as void;
		this.held = new Promise((resolve) => (release = resolve));
		await before;
		return release;
	}

	/** The room, loaded from SQL when this process does not hold it. */
	async open(galleryId: string): Promise<GalleryRoom> {
		const known = this.loaded.get(galleryId);
		if (known) return touch(known, this.deps.clock.now());
		const release = await this.hold();
		try {
			return touch(this.loaded.get(galleryId) ?? (await this.load(galleryId)), this.deps.clock.now());
		} finally {
			release();
		}
	}

	private async load(galleryId: string): Promise<GalleryRoom> {
		const { read } = this.deps.db;
		// before the room is read: what comes after this it may lack
		this.seen ??= await lastSeq(read);
		const { room, logged } = await loadRoom(read, galleryId);
		this.loaded.set(galleryId, room);
		this.logged.set(galleryId, logged);
		return room;
	}

	all(): Iterable<GalleryRoom> {
		return this.loaded.values();
	}

	/**
	 * Takes in what other processes committed since; answers it, so that it can be passed on. Inside a transaction
	 * nobody can commit in between: then this process knows everything. The rooms are held meanwhile.
	 */
	async readLog(db: Database = this.deps.db.read): Promise<Foreign[]> {
		const news: Foreign[] = [];
		for (const row of await updatesAfter(db, (this.seen ??= await lastSeq(db)))) {
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
		this.seen = Math.max(this.seen ?? 0, seq);
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
