import * as decoding from 'lib0/decoding';
import * as v from 'valibot';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Person } from '#lib/components/grid/types.ts';
import { parseMarkKey } from '#lib/domain/marks/keys.ts';
import { MarksView } from '#lib/domain/marks/view.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import { t } from '#lib/messages/index.ts';
import { AckSchema, type RefusedMark } from '#lib/realtime/ack.ts';
import { needsNewSeat } from '#lib/realtime/close-codes.ts';
import { MESSAGE } from '#lib/realtime/frames.ts';
import { PresenceSchema, type Presence, type Says } from '#lib/realtime/presence.ts';
import type { Seat } from '#lib/realtime/seat.ts';
import { byId, setOf } from './lists.ts';
import { isSame, WaitingMarks } from './waiting.ts';

type Place = {
	galleryId: string;
	/** Its people and selections may change meanwhile. */
	seat: () => Seat;
	files: () => readonly { id: string; name: string; state: FileState }[];
	/** The seat is no longer good: take a new one. */
	onstale: () => void;
};

/** The gallery's room over one WebSocket: everybody's books, who is here, and my own book to write in. */
export class Connection {
	readonly view = new MarksView();
	revision = $state(0);
	live = $state(false);
	away = $state(false);
	waiting = $state(0);
	#refused = $state.raw<readonly RefusedMark[]>([]);
	#presence = $state.raw<readonly Presence[]>([]);
	readonly #place: Place;
	readonly #doc = new Y.Doc();
	readonly #books: Record<string, Y.Map<unknown>> = Object.create(null);
	#provider: WebsocketProvider | undefined;
	readonly #kept: WaitingMarks;
	#clashes = $state.raw<readonly { key: string; value?: unknown }[]>([]);
	#says: Says = { looking: null, following: null, leading: false };

	readonly people = $derived.by((): readonly Person[] => {
		const { people } = this.#place.seat();
		const known = setOf(people.map(({ id }) => id));
		const others = byId(this.#presence.map(personOf));
		return [...people, ...[...others.values()].filter(({ id }) => !known.has(id))];
	});
	/** Everybody else who has the page open. */
	readonly here = $derived.by((): readonly Person[] => {
		const ids = setOf(this.#presence.map((each) => each.participantId));
		return this.people.filter(({ id }) => ids.has(id));
	});
	/** Others who lead. */
	readonly leaders = $derived.by(() =>
		this.#presence.filter((each) => each.leading && each.participantId !== this.#place.seat().participantId)
	);
	readonly refused = $derived.by(() => [
		...this.#refused.map(({ key, reason }) => ({
			id: key,
			what: this.#nameOf(key),
			why: t(`client:refused.why.${reason}`)
		})),
		...this.#clashes.map(({ key, value }) => ({
			id: key,
			what: this.#nameOf(key),
			why: t('client:refused.why.clash'),
			onkeep: () => this.#keepMine(key, value)
		}))
	]);

	constructor(place: Place) {
		this.#place = place;
		this.#kept = new WaitingMarks(place.galleryId, place.seat().participantId);
		this.#doc.clientID = place.seat().clientId ?? 0;
		this.#doc.on('afterTransaction', () => this.#openBooks());
	}

	/** Reads everything once, then listens. */
	async open() {
		this.factsChanged();
		const { galleryId } = this.#place;
		const seat = this.#place.seat();
		const first = await fetch(`/g/${galleryId}/marks`);
		if (first.ok) Y.applyUpdateV2(this.#doc, new Uint8Array(await first.arrayBuffer()), 'server');
		const provider = new WebsocketProvider(
			`${location.origin.replace(/^http/, 'ws')}/sync`,
			galleryId,
			this.#doc,
			{
				params: { seat: String(seat.clientId), epoch: seat.epoch, ack: '1' },
				disableBc: true,
				connect: false
			}
		);
		this.#provider = provider;
		provider.messageHandlers[MESSAGE.ack] = (_encoder: unknown, decoder: decoding.Decoder) =>
			this.#acknowledged(decoding.readVarString(decoder));
		provider.on('sync', (synced: boolean) => {
			if (!synced) return;
			this.live = true;
			this.away = false;
		});
		provider.on('connection-close', (event: CloseEvent | null) => {
			this.away = true;
			if (event && needsNewSeat(event.code)) this.#place.onstale();
		});
		provider.awareness.on('change', () => this.#readPresence());
		this.look(null);
		this.#replay();
		provider.connect();
		this.live = true;
	}

	/** Files, people or selections are others now. */
	factsChanged() {
		const { files } = this.#place;
		const seat = this.#place.seat();
		const known = setOf(seat.people.map(({ id }) => id));
		const strangers = Object.keys(this.#books).filter((book) => !book.includes(':') && !known.has(book));
		this.view.setFacts({
			files: files(),
			selections: seat.selections,
			participants: [
				...seat.people,
				...strangers.map((id) => ({ id, isChooser: true, isMember: false, canDecide: false }))
			]
		});
		this.revision++;
	}

	set(key: string, value: unknown) {
		const book = this.#doc.getMap(this.#place.seat().participantId);
		this.#kept.add({ key, value, was: book.get(key) });
		this.#write(key, value);
	}

	#write(key: string, value: unknown) {
		const book = this.#doc.getMap(this.#place.seat().participantId);
		if (value === undefined) book.delete(key);
		else book.set(key, value);
		this.waiting++;
	}

	/** Marks of an earlier visit that never arrived: sent now, unless something else stands there meanwhile. */
	#replay() {
		const book = this.#doc.getMap(this.#place.seat().participantId);
		for (const { key, value, was } of this.#kept.list()) {
			const now = book.get(key);
			if (isSame(now, value)) continue;
			if (isSame(now, was)) this.#write(key, value);
			else this.#clashes = [...this.#clashes, { key, value }];
		}
		if (this.waiting === 0) this.#kept.clear();
	}

	look(fileId: string | null) {
		this.#say({ looking: fileId });
	}

	/** "Follow me". */
	lead(leading: boolean) {
		this.#say({ leading });
	}

	follow(participantId: string | null) {
		this.#say({ following: participantId });
	}

	#say(change: Partial<Says>) {
		this.#says = { ...this.#says, ...change };
		this.#provider?.awareness.setLocalState(this.#says);
	}

	lookersOf(fileId: string): readonly Person[] {
		const me = this.#place.seat().participantId;
		return this.#presence
			.filter((each) => each.looking === fileId && each.participantId !== me)
			.map(personOf);
	}

	#keepMine(key: string, value: unknown) {
		this.#clashes = this.#clashes.filter((each) => each.key !== key);
		this.set(key, value);
	}

	forgetRefused() {
		this.#refused = [];
		this.#clashes = [];
	}

	close() {
		this.#provider?.destroy();
		this.#doc.destroy();
	}

	/** Books appear when their owner first writes. */
	#openBooks() {
		for (const name of this.#doc.share.keys()) {
			if (this.#books[name]) continue;
			const book = this.#doc.getMap(name);
			this.#books[name] = book;
			this.#read(name, book, book.keys());
			book.observe((event) => this.#read(name, book, event.keysChanged));
			if (!this.#place.seat().people.some(({ id }) => id === name)) this.factsChanged();
		}
	}

	#read(name: string, book: Y.Map<unknown>, keys: Iterable<string | null>) {
		for (const key of keys) if (key !== null) this.view.setEntry(name, key, book.get(key));
		this.revision++;
	}

	#acknowledged(json: string) {
		const ack = v.parse(AckSchema, JSON.parse(json));
		this.waiting = Math.max(0, this.waiting - 1);
		if ('refused' in ack) this.#refused = [...this.#refused, ...ack.refused];
		if (this.waiting === 0) this.#kept.clear();
	}

	#readPresence() {
		const states = [...(this.#provider?.awareness.states.values() ?? [])];
		this.#presence = states.flatMap((state) => {
			const read = v.safeParse(PresenceSchema, state);
			return read.success ? [read.output] : [];
		});
	}

	#nameOf(key: string) {
		const parsed = parseMarkKey(key);
		const fileId = parsed && 'fileId' in parsed ? parsed.fileId : undefined;
		return this.#place.files().find((file) => file.id === fileId)?.name ?? t('client:refused.mark');
	}
}

const personOf = ({ participantId, name, initials, colour }: Presence): Person => ({
	id: participantId,
	name,
	initials,
	colour
});
