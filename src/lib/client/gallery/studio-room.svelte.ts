import * as v from 'valibot';
import { callFor } from '#lib/client/api.ts';
import type { News } from '#lib/client/room/seat-news.ts';
import { Room } from '#lib/client/room/room.svelte.ts';
import { frameMarks } from './frame-marks.ts';
import { markOfRemark, talksOf } from '#lib/client/viewer/remarks.ts';
import type { NewRemark } from '#lib/client/viewer/types.ts';
import { formatMarkKey } from '#lib/domain/marks/keys.ts';
import { t } from '#lib/messages/index.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import { Seat, type SeatSelection } from '#lib/contract/seat.ts';
import { staysInside } from './stays-inside.ts';

const Said = v.object({ file: v.optional(v.string()), text: v.optional(v.string()) });

/** The studio in a gallery's room: everybody's marks as they come, who is here, and what is said; it may answer. */
export class StudioRoom {
	#room = $state.raw<Room>();
	readonly #galleryId: string;
	readonly #files: () => readonly StudioFile[];

	constructor(galleryId: string, files: () => readonly StudioFile[]) {
		this.#galleryId = galleryId;
		this.#files = files;
	}

	readonly #people = $derived(new Map((this.#room?.people ?? []).map((each) => [each.id, each])));
	readonly isLive = $derived(this.#room?.state === 'live');
	readonly isAway = $derived(this.#room?.state === 'away');
	readonly isSeated = $derived(this.#room?.seat !== undefined);
	readonly waiting = $derived(this.#room?.waiting ?? 0);
	/** What was said or ticked off here and could not be kept. */
	readonly refused = $derived(
		(this.#room?.refused ?? []).map(({ mark, reason }) => ({
			id: mark.key,
			...this.#saidIn(mark.value),
			why: t(`client:refused.why.${reason}`)
		}))
	);
	readonly here = $derived([...(this.#room?.here ?? [])]);
	readonly selections = $derived<readonly SeatSelection[]>(this.#room?.seat?.selections ?? []);
	readonly me = $derived(this.#people.get(this.#room?.seat?.participantId ?? ''));

	/** Takes a seat and listens; answers how to leave. */
	join() {
		this.#room = new Room({
			galleryId: this.#galleryId,
			as: 'studio',
			takeSeat: () => callFor(Seat, 'POST', `/g/${this.#galleryId}/seat?as=studio`, {}),
			files: this.#files
		});
		return this.#room.open();
	}

	forgetRefused = () => this.#room?.forgetRefused();

	/** What a mark said, and of which picture, where it says so. */
	#saidIn(value: unknown): { what: string; text?: string } {
		const read = v.safeParse(Said, value);
		const { file, text } = read.success ? read.output : {};
		const what = this.#files().find(({ id }) => id === file)?.name ?? t('client:refused.mark');
		return text ? { what, text } : { what };
	}

	/** The list of files is another now. */
	refresh() {
		this.#room?.factsChanged();
	}

	/** A person or a selection was announced. */
	applyNews = (news: News) => this.#room?.applyNews(news);
	/** Announcements are connected, at first or again. */
	refetchSeat = () => this.#room?.refetchSeat();

	/** Ids of what stands in a selection at this moment. */
	chosen(selectionId: string): ReadonlySet<string> {
		void this.#room?.revision;
		return new Set(this.#room?.seat ? this.#room.view.membersOf(selectionId) : []);
	}

	marksOf(selectionId: string | undefined) {
		return (fileId: string) => frameMarks(this.#room, { selectionId, people: this.#people }, fileId);
	}

	talksOf = (fileId: string) =>
		talksOf(this.#room, { people: this.#people, me: this.me?.id, mayResolve: true }, fileId);

	look = (fileId: string | null) => this.#room?.look(fileId);

	/** Answers whether it was kept. */
	say = (remark: NewRemark) => {
		const { key, value } = markOfRemark(this.#room?.seat?.participantId ?? '', remark);
		const file = this.#files().find(({ id }) => id === remark.fileId);
		const studioOnly = staysInside(remark, file?.released?.version, this.talksOf(remark.fileId));
		return this.#room?.setMark(key, value, { studioOnly }) === null;
	};

	resolve = (commentId: string, resolved: boolean) =>
		void this.#room?.setMark(formatMarkKey({ kind: 'resolve', commentId }), resolved || undefined);
}
