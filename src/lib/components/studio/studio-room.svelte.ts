import * as v from 'valibot';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { call } from '#lib/client/api.ts';
import { noMarks, type FrameMarks, type Person, type PersonMark } from '#lib/components/grid/types.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import { MarksView } from '#lib/domain/marks/view.ts';
import { needsNewSeat } from '#lib/realtime/close-codes.ts';
import { PresenceSchema, type Presence } from '#lib/realtime/presence.ts';
import { SeatSchema, type Seat } from '#lib/realtime/seat.ts';

type Shown = { id: string; name: string; state: FileState };

/** The studio looks on: everybody's marks as they come, and who is here. It writes nothing. */
export class StudioRoom {
	isLive = $state(false);
	#revision = $state(0);
	#seat = $state.raw<Seat>();
	#presence = $state.raw<readonly Presence[]>([]);
	readonly #view = new MarksView();
	readonly #galleryId: string;
	readonly #files: () => readonly Shown[];
	#provider: WebsocketProvider | undefined;
	#left = false;

	constructor(galleryId: string, files: () => readonly Shown[]) {
		this.#galleryId = galleryId;
		this.#files = files;
	}

	readonly #people = $derived(
		new Map<string, Person>((this.#seat?.people ?? []).map((each) => [each.id, each]))
	);
	readonly here = $derived.by((): Person[] => {
		const ids = new Set(this.#presence.map((each) => each.participantId));
		return [...this.#people.values()].filter(({ id }) => ids.has(id) && id !== this.#seat?.participantId);
	});

	/** Takes a seat and listens; answers how to leave. */
	join() {
		this.#left = false;
		void this.#open();
		return () => {
			this.#left = true;
			this.#provider?.destroy();
		};
	}

	/** The list of files is another now. */
	refresh() {
		if (!this.#seat) return;
		this.#view.setFacts({
			files: [...this.#files()],
			selections: this.#seat.selections,
			participants: this.#seat.people
		});
		this.#revision++;
	}

	/** Ids of what stands in a selection at this moment. */
	chosen(selectionId: string): Set<string> {
		void this.#revision;
		if (!this.#seat) return new Set();
		return new Set(this.#view.membersOf(selectionId));
	}

	marksOf(selectionId: string | undefined) {
		return (fileId: string): FrameMarks => {
			void this.#revision;
			if (!this.#seat || !selectionId) return noMarks;
			const choice = this.#view.choice(selectionId, fileId);
			const rings: PersonMark[] = [...choice.picks].flatMap(([id, pick]) => {
				const person = this.#people.get(id);
				return person ? [{ ...person, pick, mine: false }] : [];
			});
			const stars = Math.max(0, ...this.#view.stars(fileId).values());
			const lookers = this.#presence
				.filter((each) => each.looking === fileId)
				.flatMap((each) => this.#people.get(each.participantId) ?? []);
			return {
				rings,
				dimmed: choice.verdict === 'out',
				stars,
				comments: this.#view.commentsOf(fileId).length,
				lookers
			};
		};
	}

	async #open() {
		const seat = v.parse(SeatSchema, await call('POST', `/g/${this.#galleryId}/seat?as=studio`, {}));
		if (this.#left) return;
		this.#seat = seat;
		const doc = new Y.Doc();
		doc.clientID = seat.clientId ?? 0;
		doc.on('afterTransaction', () => this.#watch(doc));
		const first = await fetch(`/g/${this.#galleryId}/marks?as=studio`);
		if (first.ok) Y.applyUpdateV2(doc, new Uint8Array(await first.arrayBuffer()));
		this.refresh();
		const provider = new WebsocketProvider(
			`${location.origin.replace(/^http/, 'ws')}/sync`,
			this.#galleryId,
			doc,
			{
				params: { seat: String(seat.clientId), epoch: seat.epoch, as: 'studio' },
				disableBc: true
			}
		);
		this.#provider = provider;
		provider.on('sync', (synced: boolean) => void (this.isLive ||= synced));
		provider.on('connection-close', (event: CloseEvent | null) => {
			if (!event || !needsNewSeat(event.code) || this.#left) return;
			provider.destroy();
			void this.#open();
		});
		provider.awareness.on('change', () => this.#readPresence(provider));
	}

	readonly #watched = new WeakSet<Y.Map<unknown>>();

	/** Each book is followed from the moment it appears. */
	#watch(doc: Y.Doc) {
		for (const book of doc.share.keys()) {
			const map = doc.getMap<unknown>(book);
			if (this.#watched.has(map)) continue;
			this.#watched.add(map);
			const take = (keys: Iterable<string>) => {
				for (const key of keys) this.#view.setEntry(book, key, map.get(key));
				this.#revision++;
			};
			take(map.keys());
			map.observe((event) => take(event.keysChanged));
		}
	}

	#readPresence(provider: WebsocketProvider) {
		const states = [...provider.awareness.getStates().values()];
		this.#presence = states.flatMap((state) => {
			const read = v.safeParse(PresenceSchema, state);
			return read.success ? [read.output] : [];
		});
	}
}
