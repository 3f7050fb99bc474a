import { callFor } from '#lib/client/api.ts';
import { Downloading } from '#lib/client/downloads/downloading.svelte.ts';
import { refresh } from '#lib/client/live/refresh.ts';
import type { Room } from '#lib/client/room/room.svelte.ts';
import { nameOfMark } from '#lib/client/selection/refused.ts';
import { SendingChoice } from '#lib/client/selection/sending.svelte.ts';
import type { Receiver, Sending } from '#lib/client/selection/types.ts';
import type { ReleasedFile } from '#lib/contract/file.ts';
import type { OpenGallery } from '#lib/contract/open-gallery.ts';
import { Seat } from '#lib/contract/seat.ts';
import { canSendChoice } from '#lib/domain/access/offers.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import { t } from '#lib/messages/index.ts';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import type { ClientAnnouncements } from './client-announcements.ts';
import { fetchReleased } from './client-files.ts';
import { Following } from './following.svelte.ts';
import type { GalleryState } from './gallery-state.svelte.ts';
import { GuestName } from './guest-name.svelte.ts';
import { Marking } from './marking.ts';

/** A client's stay on a gallery's page: what they may do, and what they ask of the server. */
export class ClientSession {
	readonly name: GuestName;
	readonly following: Following;
	readonly sending: SendingChoice;
	readonly marking: Marking;
	readonly downloading: Downloading;
	readonly #gallery: () => OpenGallery;
	readonly #state: GalleryState<ReleasedFile>;
	readonly #say: (sentence: string) => void;
	#hides = $state<boolean>();
	/** Why nothing more can be done here, whatever the room says: a code of realtime/close-codes.ts. */
	#closedBy = $state<number>();
	#leaveRoom: (() => void) | undefined;
	#stopListening: (() => void) | undefined;
	#hasLeft = false;

	constructor(
		gallery: () => OpenGallery,
		state: GalleryState<ReleasedFile>,
		say: (sentence: string) => void
	) {
		this.#gallery = gallery;
		this.#state = state;
		this.#say = say;
		this.name = new GuestName({ seat: () => state.seat, take: (name) => this.#joinAs(name) });
		this.following = new Following(() => state.room);
		this.marking = new Marking({
			state,
			named: this.name.first,
			refused: (mark, why) => {
				const name = nameOfMark(mark, (id) => state.fileOf(id)?.name);
				say(`${name} ${t(`client:refused.why.${why}`)}`);
			}
		});
		this.downloading = new Downloading({
			galleryId: () => this.#gallery().id,
			participantId: () => this.me,
			left: (count) => say(t('client:tick.left', { count })),
			refused: say,
			fetch: (url) => window.location.assign(url),
			wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms))
		});
		this.sending = new SendingChoice(
			() => this.#choice(),
			(id) => state.fileOf(id)?.name ?? id
		);
	}

	/** Why nothing more can be done here: a code of realtime/close-codes.ts. */
	get ended(): number | undefined {
		const { room } = this.#state;
		return this.#closedBy ?? (room?.state === 'ended' ? (room.code ?? CLOSE.notAllowed) : undefined);
	}
	/** As they are now; they may be others than when the page was loaded. */
	get rights(): Rights {
		return this.#state.seat?.rights ?? this.#gallery().rights;
	}
	get mayMark() {
		return this.rights.mark && this.ended === undefined;
	}
	get away() {
		return this.#state.isAway && this.ended === undefined;
	}
	/** The button places an order; otherwise it locks the selection. */
	get orders() {
		return this.#gallery().orders && this.rights.order;
	}
	get canSend() {
		return this.ended === undefined && canSendChoice(this.rights, { offersOrders: this.#gallery().orders });
	}
	get me() {
		return this.#state.seat?.participantId ?? this.#gallery().participantId;
	}
	get receivers(): Receiver[] {
		const me = this.#state.seat?.participantId;
		const people = this.#state.room?.people ?? [];
		const clients = people.filter((person) => person.id === me || !('isMember' in person && person.isMember));
		return clients
			.map((person) => ({ ...person, me: person.id === me }))
			.sort((a, b) => Number(b.me) - Number(a.me));
	}

	/** The others do not see which picture I look at. */
	get hidesLooking() {
		return this.#hides ?? this.#state.seat?.hidesLooking ?? false;
	}

	hideLooking(hides: boolean) {
		this.#hides = hides;
		this.#state.room?.hideLooking(hides);
	}

	/** The room's scripts come after the pictures; without them nothing can be marked, and that is said. */
	async begin() {
		void this.#fetchFiles().catch(() => undefined);
		try {
			await this.#join();
		} catch {
			this.#closedBy = CLOSE.tryLater;
		}
	}

	end() {
		this.#hasLeft = true;
		this.#stopListening?.();
		this.#leaveRoom?.();
	}

	async send(sending: Sending) {
		if (await this.sending.send(sending)) this.#say(t('client:send.sent'));
	}

	/** The guest's address is confirmed: what they wanted to send goes out now. */
	async sendAgain() {
		if (await this.sending.sendAgain()) this.#say(t('client:send.sent'));
	}

	/** One archive of these pictures, or of all that they may have; where there are products, they say as which. */
	download(fileIds?: readonly string[]) {
		const { downloading } = this;
		return this.rights.products.length ? downloading.choose(fileIds) : downloading.originals(fileIds);
	}

	/** Whether there is anything to fetch of a picture. */
	canTake({ canDownload, state }: Pick<ReleasedFile, 'canDownload' | 'state'>) {
		return canDownload || this.rights.products.some(({ states }) => states.includes(state));
	}

	async #join() {
		const [{ Room }, { listenInGallery }] = await Promise.all([
			import('#lib/client/room/room.svelte.ts'),
			import('./client-announcements.ts')
		]);
		const galleryId = this.#gallery().id;
		const takeSeat = () => this.#takeSeat({});
		const room = new Room({ galleryId, takeSeat, files: () => this.#state.files });
		if (this.#hasLeft) return;
		this.#state.room = room;
		this.#leaveRoom = room.open();
		this.#stopListening = listenInGallery(galleryId, this.#announcements(room));
	}

	#announcements(room: Room): ClientAnnouncements {
		return {
			onfiles: () => this.#fetchFiles(),
			onnews: room.applyNews,
			onconnected: room.refetchSeat,
			onaccess: () => this.#reload(room),
			onorder: () => this.#reload(room),
			onended: (code) => (this.#closedBy = code)
		};
	}

	/** Rights, or the gallery itself, are others: what the page was born with counts no longer. */
	async #reload(room: Room) {
		room.refetchSeat();
		await this.#fetchFiles();
		if (this.ended === undefined) await refresh((status) => this.#refused(status));
	}

	#fetchFiles = () => fetchReleased(this.#gallery().id, this.#state, (status) => this.#refused(status));

	#refused(status: number) {
		this.#closedBy = status === 401 ? CLOSE.noSession : CLOSE.notAllowed;
	}

	async #joinAs(name: string) {
		await this.#takeSeat({ name });
		this.#leaveRoom?.();
		this.#leaveRoom = this.#state.room?.open();
	}

	#takeSeat(body: { name?: string }) {
		return callFor(Seat, 'POST', `/g/${this.#gallery().id}/seat`, body);
	}

	#choice() {
		return {
			galleryId: this.#gallery().id,
			participantId: this.me,
			selectionId: this.#state.selection?.id ?? '',
			orders: this.orders
		};
	}
}
