import { callFor, CallFault } from '#lib/client/api.ts';
import { ArchiveMade } from '#lib/contract/delivery.ts';
import type { Receiver, Sending } from '#lib/client/selection/types.ts';
import { endsKeeping } from '#lib/client/offline/kept-pages.ts';
import { refresh } from '#lib/client/live/refresh.ts';
import type { Room } from '#lib/client/room/room.svelte.ts';
import type { Rights } from '#lib/domain/access/rights.ts';
import { t } from '#lib/messages/index.ts';
import { CLOSE } from '#lib/realtime/close-codes.ts';
import { Seat } from '#lib/contract/seat.ts';
import type { OpenGallery } from '#lib/server/galleries/index.ts';
import type { Hears } from '#lib/client/gallery/client-announcements.ts';
import type { GalleryView } from './gallery-view.svelte.ts';
import { Marking } from './marking.ts';
import { nameOfMark, refusedIn } from '#lib/client/selection/refused.ts';
import { SendingChoice } from '#lib/client/selection/sending.svelte.ts';

type Wanted = { act: () => void; dropped: () => void };

/** A person's stay on the page: their seat, their marks, what they ask of the server. */
export class Session {
	naming = $state(false);
	taking = $state(false);
	packing = $state(false);
	nameFault = $state<string>();
	leading = $state(false);
	/** Whom my viewer follows. */
	following = $state<string>();
	#hides = $state<boolean>();
	#leave: (() => void) | undefined;
	readonly #gallery: () => OpenGallery;
	readonly #view: GalleryView;
	readonly #tell: (words: string) => void;
	readonly sending: SendingChoice;
	readonly marking: Marking;
	#silence: (() => void) | undefined;
	#left = false;
	#shut = $state<number>();
	/** What they wanted to do before they had a seat, or gave their name. */
	#wanted: Wanted[] = [];
	#isNamed = false;

	constructor(gallery: () => OpenGallery, view: GalleryView, tell: (words: string) => void) {
		this.#gallery = gallery;
		this.#view = view;
		this.#tell = tell;
		const what = () => ({
			galleryId: gallery().id,
			participantId: this.me,
			selectionId: view.selection?.id ?? '',
			orders: this.orders
		});
		this.marking = new Marking({
			view,
			named: (act, dropped) => this.#named(act, dropped),
			refused: (mark, why) => {
				const name = nameOfMark(mark, (id) => this.#nameOf(id));
				tell(`${name} ${t(`client:refused.why.${why}`)}`);
			}
		});
		this.sending = new SendingChoice(what, (id) => this.#nameOf(id) ?? id);
	}

	/** Why nothing more can be done here: a code of realtime/close-codes.ts. */
	get ended(): number | undefined {
		const { room } = this.#view;
		return this.#shut ?? (room?.state === 'ended' ? (room.code ?? CLOSE.notAllowed) : undefined);
	}
	/** As they are now; they may be others than when the page was loaded. */
	get rights(): Rights {
		return this.#view.seat?.rights ?? this.#gallery().rights;
	}
	get mayMark() {
		return this.rights.mark && this.ended === undefined;
	}
	get live() {
		return this.#view.room?.state === 'live';
	}
	get away() {
		return this.#view.room?.state === 'away' && this.ended === undefined;
	}
	get waiting() {
		return this.#view.room?.waiting ?? 0;
	}
	get here() {
		return [...(this.#view.room?.here ?? [])];
	}
	/** What could not be kept, and what was changed elsewhere meanwhile. */
	get refused() {
		return refusedIn(this.#view.room, (id) => this.#nameOf(id));
	}
	get leaders() {
		const me = this.#view.seat?.participantId;
		return (this.#view.room?.presence ?? []).filter((each) => each.leading && each.participantId !== me);
	}
	/** The picture that whom I follow is looking at; undefined: I follow nobody. */
	get led() {
		return this.leaders.find((each) => each.participantId === this.following)?.looking;
	}
	/** The button places an order; otherwise it locks the selection. */
	get orders() {
		return this.#gallery().orders && this.rights.order;
	}
	get canSend() {
		return this.ended === undefined && (this.rights.order || (this.rights.mark && !this.#gallery().orders));
	}
	get receivers(): Receiver[] {
		const me = this.#view.seat?.participantId;
		const people = this.#view.room?.people ?? [];
		const clients = people.filter((person) => person.id === me || !('isMember' in person && person.isMember));
		return clients
			.map((person) => ({ ...person, me: person.id === me }))
			.sort((a, b) => Number(b.me) - Number(a.me));
	}

	/** The others do not see which picture I look at. */
	get hidesLooking() {
		return this.#hides ?? this.#view.seat?.hidesLooking ?? false;
	}

	hideLooking(hides: boolean) {
		this.#hides = hides;
		this.#view.room?.hideLooking(hides);
	}

	/** The room's scripts come after the pictures; without them nothing can be marked, and that is said. */
	async begin() {
		void this.#fetchFiles().catch(() => undefined);
		try {
			await this.#join();
		} catch {
			this.#shut = CLOSE.tryLater;
		}
	}

	async #join() {
		const [{ Room }, { hear }] = await Promise.all([
			import('#lib/client/room/room.svelte.ts'),
			import('#lib/client/gallery/client-announcements.ts')
		]);
		const room = new Room({
			galleryId: this.#gallery().id,
			takeSeat: () => this.#takeSeat({}),
			files: () => this.#view.files
		});
		if (this.#left) return;
		this.#view.room = room;
		this.#leave = room.open();
		this.#silence = hear(this.#gallery().id, this.#hearing(room));
	}

	end() {
		this.#left = true;
		this.#silence?.();
		this.#leave?.();
	}

	look(fileId: string | null) {
		this.#view.room?.look(fileId);
	}

	lead() {
		this.leading = !this.leading;
		this.following = undefined;
		this.#view.room?.lead(this.leading);
	}

	follow(participantId: string | undefined) {
		this.following = participantId;
		this.#view.room?.follow(participantId ?? null);
	}

	forgetRefused() {
		this.#view.room?.forgetRefused();
	}

	async send(sending: Sending) {
		if (await this.sending.send(sending)) this.#tell(t('client:send.sent'));
	}

	async takeName(name: string) {
		this.taking = true;
		this.nameFault = undefined;
		try {
			await this.#takeSeat({ name });
			this.#leave?.();
			this.#leave = this.#view.room?.open();
			this.#isNamed = true;
			this.naming = false;
		} catch (fault) {
			this.nameFault = wordsOf(fault);
		} finally {
			this.taking = false;
		}
	}

	/** The guest's address is confirmed: what they wanted to send goes out now. */
	async sendAgain() {
		if (await this.sending.sendAgain()) this.#tell(t('client:send.sent'));
	}

	/** One archive of these pictures, or of all that they may have. */
	async download(fileIds?: readonly string[]) {
		this.packing = true;
		try {
			const which = fileIds ? { fileIds } : { all: true };
			const path = `/g/${this.#gallery().id}/archives`;
			const { url, left } = await callFor(ArchiveMade, 'POST', path, which, { participantId: this.me });
			if (fileIds && left.length) this.#tell(t('client:tick.left', { count: left.length }));
			window.location.assign(url);
		} catch (fault) {
			this.#tell(wordsOf(fault));
		} finally {
			this.packing = false;
		}
	}

	/** They closed the dialog: with a name or without one. */
	unasked() {
		if (!this.#isNamed) for (const { dropped } of this.#wanted.splice(0)) dropped();
	}

	/** A guest says who they are before their first mark. */
	#named(act: () => void, dropped: () => void = () => undefined) {
		const { seat } = this.#view;
		if (seat && !seat.needsName) return act();
		// a name is asked for one act; without a seat yet, all wait for it
		const before = this.#wanted;
		this.#wanted = seat ? [{ act, dropped }] : [...before, { act, dropped }];
		if (seat) for (const each of before) each.dropped();
		this.naming = seat?.needsName === true;
	}

	/** Called when they have a seat: what they wanted before goes on, or they say who they are first. */
	seated() {
		if (this.#view.seat?.needsName) this.naming = this.#wanted.length > 0;
		else for (const { act } of this.#wanted.splice(0)) act();
	}

	get me() {
		return this.#view.seat?.participantId ?? this.#gallery().participantId;
	}

	#takeSeat(body: { name?: string }) {
		return callFor(Seat, 'POST', `/g/${this.#gallery().id}/seat`, body);
	}

	#nameOf(fileId: string | undefined) {
		return this.#view.files.find((file) => file.id === fileId)?.name;
	}

	#hearing(room: Room): Hears {
		return {
			onfiles: () => this.#fetchFiles(),
			onnews: room.applyNews,
			onhere: room.refetchSeat,
			onaccess: () => this.#standAnew(room),
			onorder: () => this.#standAnew(room),
			onended: (code) => (this.#shut = code)
		};
	}

	/** Rights, or the gallery itself, are others: what the page was born with counts no longer. */
	async #standAnew(room: Room) {
		room.refetchSeat();
		await this.#fetchFiles();
		if (this.ended === undefined) await refresh((status) => this.#refused(status));
	}

	#refused(status: number) {
		this.#shut = status === 401 ? CLOSE.noSession : CLOSE.notAllowed;
	}

	/** Throws where nobody answers. */
	async #fetchFiles() {
		const response = await fetch(`/g/${this.#gallery().id}/files`);
		if (endsKeeping(response.status)) this.#refused(response.status);
		else if (!response.ok) throw new Error(`files: ${response.status}`);
		if (!response.ok) return;
		this.#view.files = await response.json();
		this.#view.isWhole = true;
		this.#view.room?.factsChanged();
	}
}

const wordsOf = (fault: unknown) => (fault instanceof CallFault ? fault.message : t('client:call.failed'));
