import * as v from 'valibot';
import type { MarkRefusal } from '#lib/domain/marks/can-mark.ts';
import { distinctBy } from '#lib/domain/distinct.ts';
import { MarksView } from '#lib/domain/marks/view.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Presence } from '#lib/realtime/presence.ts';
import { SeatFacts, type Person, type Seat } from '#lib/contract/seat.ts';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import { forgetGallery } from '#lib/client/offline/forget-gallery.ts';
import { keepPage } from '#lib/client/offline/keep-page.ts';
import { deviceCopy, memoryCopy } from '#lib/client/offline/local-replica.ts';
import { RoomLink } from './connection.ts';
import { SeatNews, type News } from './seat-news.ts';
import type { LinkState } from './connection-options.ts';
import { browserShelf, memoryShelf } from '#lib/client/offline/offline-store.ts';
import type { Conflict, RefusedWaiting } from './replay.ts';

export type RoomFile = { id: string; state?: FileState; version: number };

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
	/** All books together; read it after `revision` or `revisionOf(fileId)`. */
	view = $state.raw(new MarksView());
	/** Raised by every change of any mark. */
	revision = $state(0);
	/** People, selections, files or who counts changed: every picture may look different. */
	#everything = $state(0);
	seat = $state.raw<Seat>();
	state = $state<LinkState>('opening');
	/** Why it ended, or was interrupted: a code of realtime/close-codes.ts. */
	code = $state<number | null>(null);
	/** Marks that are on this device only, so far. */
	waiting = $state(0);
	refused = $state.raw<readonly RefusedWaiting[]>([]);
	conflicts = $state.raw<readonly Conflict[]>([]);
	#presence = $state.raw<readonly Presence[]>([]);
	readonly #options: RoomOptions;
	readonly #link: RoomLink;
	readonly #news: SeatNews;
	readonly #pictures: Record<string, Picture> = Object.create(null);
	readonly #voters: Record<string, number> = Object.create(null);

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
			facts: () => fetchFacts(galleryId, as),
			change: (change) => this.#link.changeSeat(change)
		});
		const { takeSeat } = this.#news;
		const hasDevice = typeof indexedDB !== 'undefined';
		this.#link = new RoomLink(
			{
				...{ origin: location.origin, galleryId, as, takeSeat },
				firstSync: () => fetchMarks(galleryId, as),
				facts: () => ({ file: (id) => this.#file(id), selection: (id) => this.#selection(id) }),
				shelf: hasDevice ? browserShelf() : memoryShelf(),
				copyOf: hasDevice ? deviceCopy : memoryCopy,
				now: Date.now
			},
			{
				onstate: (state, code) => {
					this.state = state;
					this.code = code;
					if (as === 'client') void onDevice(galleryId, state, code).catch(() => undefined);
				},
				onseat: (seat) => {
					this.seat = seat;
					this.factsChanged();
				},
				onreset: () => this.#reset(),
				onentry: (book, key, value) => this.#enter(book, key, value),
				onpresence: (others) => (this.#presence = others),
				onwaiting: (count) => (this.waiting = count),
				onrefused: (refused) => (this.refused = [...this.refused, ...refused]),
				onconflicts: (conflicts) => (this.conflicts = conflicts)
			}
		);
	}

	/** Takes a seat and joins; called again once a guest has given their name. Answers how to leave. */
	open(): () => void {
		void this.#link.sit();
		// a phone that comes back to the page does not wait for the next try
		const seen = () => document.visibilityState === 'visible' && this.#link.hurry();
		window.addEventListener('online', this.#link.hurry);
		window.addEventListener('offline', this.#link.cutOff);
		document.addEventListener('visibilitychange', seen);
		return () => {
			window.removeEventListener('online', this.#link.hurry);
			window.removeEventListener('offline', this.#link.cutOff);
			document.removeEventListener('visibilitychange', seen);
			this.#link.close();
		};
	}

	/** undefined takes a mark back. Answers why it may not be made; null: it is kept. */
	setMark(key: string, value: unknown, options: { studioOnly?: boolean } = {}): MarkRefusal | null {
		return this.#link.set(key, value, options);
	}

	/** The view, for one picture: whoever reads it through here is told when that picture's marks change. */
	marksOf(fileId: string): MarksView {
		void this.revisionOf(fileId);
		return this.view;
	}

	revisionOf(fileId: string): number {
		return this.#everything + this.#picture(fileId).revision;
	}

	look = (fileId: string | null) => this.#link.say({ looking: fileId });
	lead = (leading: boolean) => this.#link.say({ leading });
	follow = (participantId: string | null) => this.#link.say({ following: participantId });
	/** Kept for this person in this gallery. */
	hideLooking = (hides: boolean) => this.#link.say({ hides });

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

	choose = (conflict: Conflict, mine: boolean) => this.#link.choose(conflict, mine);
	forgetRefused = () => (this.refused = []);

	/** A person or a selection was announced. */
	hear = (news: News) => this.#news.hear(news);
	/** Announcements are connected, at first or again, or may have said less than changed. */
	listening = () => void this.#news.listening();

	/** Files, people or selections are others now. */
	factsChanged() {
		const { seat } = this;
		if (!seat) return;
		this.view.setFacts({
			files: this.#options.files(),
			selections: seat.selections,
			participants: seat.people
		});
		this.#changedEverything();
	}

	#reset() {
		this.view = new MarksView();
		this.factsChanged();
	}

	#enter(book: string, key: string, value: unknown) {
		const { fileIds, selectionId } = this.view.setEntry(book, key, value);
		this.revision++;
		for (const fileId of fileIds) this.#picture(fileId).revision++;
		if (selectionId === undefined) return;
		// under "everyone", one voter more changes every picture
		const voters = this.view.voters(selectionId);
		if (this.#voters[selectionId] !== voters) this.#changedEverything();
		this.#voters[selectionId] = voters;
	}

	#changedEverything() {
		this.#everything++;
		this.revision++;
	}

	#picture(fileId: string): Picture {
		return (this.#pictures[fileId] ??= new Picture());
	}

	#file(id: string) {
		return this.#options.files().find((file) => file.id === id);
	}

	#selection(id: string) {
		const found = this.seat?.selections.find((selection) => selection.id === id);
		return found && { locked: found.lockedAt !== undefined };
	}
}

/** Counts the changes of one picture's marks. */
class Picture {
	revision = $state(0);
}

/** The page stays on this device once it stands, and goes when nobody may see it here any more. */
async function onDevice(galleryId: string, state: LinkState, code: number | null) {
	if (state === 'live') await keepPage(galleryId);
	if (state === 'ended' && (code === CLOSE.noSession || code === CLOSE.notAllowed))
		await forgetGallery(galleryId);
}

async function fetchFacts(galleryId: string, as: 'client' | 'studio'): Promise<SeatFacts> {
	const response = await fetch(`/g/${galleryId}/seat${as === 'studio' ? '?as=studio' : ''}`);
	if (!response.ok) throw new Error(`seat: ${response.status}`);
	return v.parse(SeatFacts, await response.json());
}

async function fetchMarks(galleryId: string, as: 'client' | 'studio'): Promise<Uint8Array> {
	const response = await fetch(`/g/${galleryId}/marks${as === 'studio' ? '?as=studio' : ''}`);
	if (!response.ok) throw new Error(`marks: ${response.status}`);
	return new Uint8Array(await response.arrayBuffer());
}

const faceOf = ({ participantId, name, initials, colour }: Presence): Face => ({
	id: participantId,
	name,
	initials,
	colour
});
