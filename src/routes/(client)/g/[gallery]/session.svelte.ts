import * as v from 'valibot';
import { CallFault } from '#lib/client/api.ts';
import type { Pick, Verdict } from '#lib/components/grid/types.ts';
import type { Receiver, Sending } from '#lib/components/selection/types.ts';
import type { NewRemark } from '#lib/components/viewer/types.ts';
import { formatMarkKey } from '#lib/domain/marks/keys.ts';
import { t } from '#lib/messages/index.ts';
import { SeatSchema, type Seat } from '#lib/realtime/seat.ts';
import type { OpenGallery } from '#lib/server/galleries/index.ts';
import { ask } from './ask.ts';
import type { Connection } from './connect.svelte.ts';
import type { GalleryView } from './gallery-view.svelte.ts';
import { SendingChoice } from './sending.svelte.ts';

const Archive = v.object({ url: v.string() });

/** A person's stay on the page: her seat, her marks, what she asks of the server. */
export class Session {
	naming = $state(false);
	taking = $state(false);
	packing = $state(false);
	nameFault = $state<string>();
	leading = $state(false);
	/** Whom my viewer follows. */
	following = $state<string>();
	#connection = $state.raw<Connection>();
	readonly #gallery: OpenGallery;
	readonly #view: GalleryView;
	readonly #tell: (words: string) => void;
	readonly sending: SendingChoice;
	#silence: (() => void) | undefined;
	/** What she wanted to do before she gave her name. */
	#wanted: (() => void) | undefined;

	constructor(gallery: OpenGallery, view: GalleryView, tell: (words: string) => void) {
		this.#gallery = gallery;
		this.#view = view;
		this.#tell = tell;
		const what = () => ({
			galleryId: gallery.id,
			participantId: view.seat?.participantId ?? gallery.participantId,
			selectionId: view.selection?.id ?? '',
			orders: this.orders
		});
		this.sending = new SendingChoice(what, (id) => view.files.find((file) => file.id === id)?.name ?? id);
	}

	get live() {
		return this.#connection?.live ?? false;
	}
	get away() {
		return this.#connection?.away ?? false;
	}
	get waiting() {
		return this.#connection?.waiting ?? 0;
	}
	get refused() {
		return this.#connection?.refused ?? [];
	}
	get here() {
		return [...(this.#connection?.here ?? [])];
	}
	get leaders() {
		return this.#connection?.leaders ?? [];
	}
	/** The picture that whom I follow is looking at; undefined: I follow nobody. */
	get led() {
		return this.leaders.find((each) => each.participantId === this.following)?.looking;
	}
	/** The button places an order; otherwise it locks the selection. */
	get orders() {
		return this.#gallery.orders && this.#gallery.rights.order;
	}
	get canSend() {
		return this.#gallery.rights.order || (this.#gallery.rights.mark && !this.#gallery.orders);
	}
	get receivers(): Receiver[] {
		const me = this.#view.seat?.participantId;
		const people = this.#connection?.people ?? this.#view.seat?.people ?? [];
		const clients = people.filter((person) => person.id === me || !('isMember' in person && person.isMember));
		return clients
			.map((person) => ({ ...person, me: person.id === me }))
			.sort((a, b) => Number(b.me) - Number(a.me));
	}

	async begin() {
		void this.#fetchFiles();
		await this.#sit({}).catch((fault: unknown) => this.#tell(wordsOf(fault)));
	}

	end() {
		this.#silence?.();
		this.#connection?.close();
	}

	look(fileId: string | null) {
		this.#connection?.look(fileId);
	}

	lead() {
		this.leading = !this.leading;
		this.following = undefined;
		this.#connection?.lead(this.leading);
	}

	follow(participantId: string | undefined) {
		this.following = participantId;
		this.#connection?.follow(participantId ?? null);
	}

	pick = (fileId: string, pick: Pick | null) => {
		const selectionId = this.#view.selection?.id;
		if (!selectionId) return this.#named(() => this.pick(fileId, pick));
		this.#write(formatMarkKey({ kind: 'pick', selectionId, fileId }), pick ?? undefined);
	};

	verdict = (fileId: string, verdict: Verdict | null) => {
		const selectionId = this.#view.selection?.id;
		if (selectionId)
			this.#write(formatMarkKey({ kind: 'verdict', selectionId, fileId }), verdict ?? undefined);
	};

	stars = (fileId: string, stars: number) =>
		this.#write(formatMarkKey({ kind: 'stars', fileId }), stars || undefined);

	say = ({ fileId, version, text, drawing, replyTo }: NewRemark) => {
		this.#named(() => {
			const commentId = `${this.#view.seat?.participantId}.${newId()}`;
			const value = {
				file: fileId,
				version,
				text,
				...(drawing ? { drawing } : {}),
				...(replyTo ? { replyTo } : {})
			};
			this.#write(formatMarkKey({ kind: 'comment', commentId }), value);
		});
	};

	resolve = (commentId: string, resolved: boolean) =>
		this.#write(formatMarkKey({ kind: 'resolve', commentId }), resolved || undefined);

	forgetRefused() {
		this.#connection?.forgetRefused();
	}

	async send(sending: Sending) {
		await this.sending.send(sending);
		if (this.sending.fault) return;
		this.#tell(t('client:send.sent'));
		await this.#refreshSeat();
	}

	async takeName(name: string) {
		this.taking = true;
		this.nameFault = undefined;
		try {
			await this.#sit({ name });
			this.naming = false;
			this.#wanted?.();
			this.#wanted = undefined;
		} catch (fault) {
			this.nameFault = wordsOf(fault);
		} finally {
			this.taking = false;
		}
	}

	async downloadAll() {
		this.packing = true;
		try {
			const participantId = this.#view.seat?.participantId ?? this.#gallery.participantId;
			const answer = await ask(`/g/${this.#gallery.id}/archives`, { all: true }, { participantId });
			window.location.assign(v.parse(Archive, answer).url);
		} catch (fault) {
			this.#tell(wordsOf(fault));
		} finally {
			this.packing = false;
		}
	}

	/** A guest says who she is before her first mark. */
	#named(act: () => void) {
		if (this.#connection) return act();
		this.#wanted = act;
		this.naming = this.#view.seat?.needsName === true;
	}

	#write(key: string, value: unknown) {
		this.#named(() => this.#connection?.set(key, value));
	}

	async #sit(body: { name?: string }) {
		const seat = v.parse(SeatSchema, await ask(`/g/${this.#gallery.id}/seat`, body));
		this.#view.seat = seat;
		if (!seat.needsName) await this.#connect(seat);
	}

	/** After sending: the selection is locked for everybody. */
	async #refreshSeat() {
		this.#connection?.close();
		this.#connection = undefined;
		await this.#sit({});
	}

	/** The room's script comes after the pictures. */
	async #connect(seat: Seat) {
		const { Connection } = await import('./connect.svelte.ts');
		const connection = new Connection({
			galleryId: this.#gallery.id,
			seat: () => this.#view.seat ?? seat,
			files: () => this.#view.files,
			onstale: () => void this.#refreshSeat()
		});
		await connection.open();
		this.#connection = connection;
		this.#view.room = connection;
		await this.#listen();
	}

	async #listen() {
		if (this.#silence) return;
		const { hear } = await import('./announcements.ts');
		this.#silence = hear(this.#gallery.id, {
			onfiles: () => void this.#fetchFiles(),
			onperson: (person) => this.#changeSeat((seat) => ({ people: put(seat.people, person) })),
			onselection: (selection) =>
				this.#changeSeat((seat) => ({ selections: put(seat.selections, selection) })),
			onaccess: () => void this.#fetchFiles(),
			onorder: () => void this.#fetchFiles()
		});
	}

	#changeSeat(change: (seat: Seat) => Partial<Seat>) {
		const { seat } = this.#view;
		if (!seat) return;
		this.#view.seat = { ...seat, ...change(seat) };
		this.#connection?.factsChanged();
	}

	async #fetchFiles() {
		const response = await fetch(`/g/${this.#gallery.id}/files`).catch(() => undefined);
		if (!response?.ok) return;
		this.#view.files = await response.json();
		this.#connection?.factsChanged();
	}
}

/** In its place, or as the last. */
const put = <T extends { id: string }>(list: readonly T[], one: T) =>
	list.some(({ id }) => id === one.id)
		? list.map((each) => (each.id === one.id ? one : each))
		: [...list, one];

const wordsOf = (fault: unknown) => (fault instanceof CallFault ? fault.message : t('client:call.failed'));

function newId() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}
