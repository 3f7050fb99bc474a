import type { MarkRefusal } from '#lib/domain/marks/can-mark.ts';
import { distinctBy } from '#lib/domain/distinct.ts';
import type { MarksView } from '#lib/domain/marks/view.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import { forgetGallery } from '#lib/client/offline/forget-gallery.ts';
import { keepPage } from '#lib/client/offline/keep-page.ts';
import { deviceReplica, memoryReplica } from '#lib/client/offline/local-replica.ts';
import { deviceStore, memoryStore } from '#lib/client/offline/offline-store.ts';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import type { Presence } from '#lib/realtime/presence.ts';
import type { Person, Seat } from '#lib/contract/seat.ts';
import {
	RoomConnection,
	type ConnectionEvents,
	type ConnectionOptions,
	type ConnectionState
} from './connection.ts';
import { fetchMarks, fetchSeatFacts } from './fetch.ts';
import { LiveView } from './live-view.svelte.ts';
import type { Conflict, RefusedWaiting } from './replay.ts';
import { SeatNews, type News } from './seat-news.ts';

export type RoomFile = { id: string; state?: FileState; version: number; film?: { durationMs: number } };

export type RoomOptions = {
	galleryId: string;
	as?: 'client' | 'studio';
	/** `POST /g/<id>/seat`; throws an error with the HTTP `status`, without one where nobody answered. */
	takeSeat: () => Promise<Seat>;
	/** In gallery order. */
	files: () => readonly RoomFile[];
};

/** What a pencil says of itself on a screen. */
export type Face = Pick<Person, 'id' | 'name' | 'initials' | 'colour'>;

/**
 * A gallery's room as a page sees it: everybody's marks, who is here, and one's own marks to set. Reading through
 * `marksOf` (or `revisionOf`) re-renders only what shows the picture that changed.
 */
export class Room {
	seat = $state.raw<Seat>();
	state = $state<ConnectionState>('opening');
	/** Why it ended, or was interrupted: a code of realtime/close-codes.ts. */
	code = $state<number | null>(null);
	/** Marks that are on this device only, so far. */
	waiting = $state(0);
	refused = $state.raw<readonly RefusedWaiting[]>([]);
	conflicts = $state.raw<readonly Conflict[]>([]);
	#presence = $state.raw<readonly Presence[]>([]);
	readonly #live = new LiveView();
	readonly #options: RoomOptions;
	readonly #connection: RoomConnection;
	readonly #news: SeatNews;

	/** Everybody whose marks may be met, then whoever is here besides. */
	readonly people = $derived.by((): readonly Face[] => {
		const people: readonly Face[] = this.seat?.people ?? [];
		return distinctBy([...people, ...this.#presence.map(faceOf)], ({ id }) => id);
	});
	/** Everybody else who has the page open. */
	readonly here = $derived.by((): readonly Face[] =>
		this.people.filter(
			({ id }) => id !== this.seat?.participantId && this.#presence.some((each) => each.participantId === id)
		)
	);

	constructor(options: RoomOptions) {
		this.#options = options;
		const { galleryId, as = 'client' } = options;
		this.#news = new SeatNews({
			takeSeat: options.takeSeat,
			facts: () => fetchSeatFacts(galleryId, as),
			change: (change) => this.#connection.changeSeat(change)
		});
		this.#connection = new RoomConnection(this.#place(galleryId, as), this.#events(galleryId, as));
	}

	#place(galleryId: string, as: 'client' | 'studio'): ConnectionOptions {
		const hasDevice = typeof indexedDB !== 'undefined';
		return {
			...{ origin: location.origin, galleryId, as, takeSeat: this.#news.takeSeat },
			firstSync: () => fetchMarks(galleryId, as),
			facts: () => ({
				file: (id) => this.#file(id),
				film: (id, version) => this.#film(id, version),
				selection: (id) => this.#selection(id)
			}),
			store: hasDevice ? deviceStore() : memoryStore(),
			replicaOf: hasDevice ? deviceReplica : memoryReplica,
			now: Date.now
		};
	}

	#events(galleryId: string, as: 'client' | 'studio'): ConnectionEvents {
		return {
			onstate: (state, code) => {
				this.state = state;
				this.code = code;
				if (as === 'client') void onDevice(galleryId, state, code).catch(() => undefined);
			},
			onseat: (seat) => {
				this.seat = seat;
				this.factsChanged();
			},
			onreset: () => {
				this.#live.reset();
				this.factsChanged();
			},
			onentry: (book, key, value) => this.#live.setEntry(book, key, value),
			onpresence: (others) => (this.#presence = others),
			onwaiting: (count) => (this.waiting = count),
			onrefused: (refused) => (this.refused = [...this.refused, ...refused]),
			onconflicts: (conflicts) => (this.conflicts = conflicts)
		};
	}

	/** Takes a seat and joins; called again once a guest has given their name. Returns how to leave. */
	open(): () => void {
		const { retryNow, disconnect } = this.#connection;
		void this.#connection.join();
		// a phone that comes back to the page does not wait for the next try
		const seen = () => document.visibilityState === 'visible' && retryNow();
		window.addEventListener('online', retryNow);
		window.addEventListener('offline', disconnect);
		document.addEventListener('visibilitychange', seen);
		return () => {
			window.removeEventListener('online', retryNow);
			window.removeEventListener('offline', disconnect);
			document.removeEventListener('visibilitychange', seen);
			this.#connection.close();
		};
	}

	/** undefined takes a mark back. Returns why it may not be made; null: it is kept. */
	setMark(key: string, value: unknown, options: { studioOnly?: boolean } = {}): MarkRefusal | null {
		return this.#connection.set(key, value, options);
	}

	/** All books together; read it after `revision` or `revisionOf(fileId)`. */
	get view(): MarksView {
		return this.#live.marks;
	}

	/** Raised by every change of any mark. */
	get revision(): number {
		return this.#live.revision;
	}

	revisionOf(fileId: string): number {
		return this.#live.revisionOf(fileId);
	}

	/** The view, for one picture: whoever reads it through here is told when that picture's marks change. */
	marksOf(fileId: string): MarksView {
		void this.revisionOf(fileId);
		return this.view;
	}

	look = (fileId: string | null) => this.#connection.say({ looking: fileId });
	lead = (leading: boolean) => this.#connection.say({ leading });
	follow = (participantId: string | null) => this.#connection.say({ following: participantId });
	/** Kept for this person in this gallery. */
	hideLooking = (hides: boolean) => this.#connection.say({ hides });

	/** Who else looks at a picture now: people, on however many devices. */
	lookersOf(fileId: string): readonly Face[] {
		const me = this.seat?.participantId;
		const there = this.#presence.filter(
			({ looking, participantId }) => looking === fileId && participantId !== me
		);
		return distinctBy(there.map(faceOf), ({ id }) => id);
	}

	/** What everybody else says of themselves: where they look, whether they lead, whom they follow. */
	get presence(): readonly Presence[] {
		return this.#presence;
	}

	choose = (conflict: Conflict, mine: boolean) => this.#connection.choose(conflict, mine);
	forgetRefused = () => (this.refused = []);

	/** A person or a selection was announced. */
	applyNews = (news: News) => this.#news.apply(news);
	/** Announcements are connected, at first or again, or may have said less than changed. */
	refetchSeat = () => void this.#news.refetch();

	/** Files, people or selections are others now. */
	factsChanged() {
		const { seat } = this;
		if (!seat) return;
		this.#live.setFacts({
			files: this.#options.files(),
			selections: seat.selections,
			participants: seat.people
		});
	}

	#file(id: string) {
		return this.#options.files().find((file) => file.id === id);
	}

	/** How long another version was is the server's to know. */
	#film(id: string, version: number) {
		const file = this.#file(id);
		if (file?.version !== version) return Infinity;
		return file.film && file.film.durationMs / 1000;
	}

	#selection(id: string) {
		const found = this.seat?.selections.find((selection) => selection.id === id);
		return found && { locked: found.lockedAt !== undefined };
	}
}

/** The page stays on this device once it stands, and goes when nobody may see it here any more. */
async function onDevice(galleryId: string, state: ConnectionState, code: number | null) {
	if (state === 'live') await keepPage(galleryId);
	if (state === 'ended' && (code === CLOSE.noSession || code === CLOSE.notAllowed))
		await forgetGallery(galleryId);
}

const faceOf = ({ participantId, name, initials, colour }: Presence): Face => ({
	id: participantId,
	name,
	initials,
	colour
});
