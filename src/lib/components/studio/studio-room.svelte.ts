import * as v from 'valibot';
import { call } from '#lib/client/api.ts';
import type { News } from '#lib/client/room-news.ts';
import { Room } from '#lib/client/room.svelte.ts';
import { frameMarks } from '#lib/components/grid/frame-marks.ts';
import { markOfRemark, talksOf } from '#lib/components/viewer/remarks.ts';
import type { NewRemark } from '#lib/components/viewer/types.ts';
import { formatMarkKey } from '#lib/domain/marks/keys.ts';
import type { StudioFile } from '#lib/realtime/studio-file.ts';
import { SeatSchema, type SeatSelection } from '#lib/realtime/seat.ts';

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
	readonly here = $derived([...(this.#room?.here ?? [])]);
	readonly selections = $derived<readonly SeatSelection[]>(this.#room?.seat?.selections ?? []);
	readonly me = $derived(this.#people.get(this.#room?.seat?.participantId ?? ''));

	/** Takes a seat and listens; answers how to leave. */
	join() {
		this.#room = new Room({
			galleryId: this.#galleryId,
			as: 'studio',
			takeSeat: async () =>
				v.parse(SeatSchema, await call('POST', `/g/${this.#galleryId}/seat?as=studio`, {})),
			files: this.#files
		});
		return this.#room.open();
	}

	/** The list of files is another now. */
	refresh() {
		this.#room?.factsChanged();
	}

	/** A person or a selection was announced. */
	hear = (news: News) => this.#room?.hear(news);
	/** Announcements are connected, at first or again. */
	listening = () => this.#room?.listening();

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
		const studioOnly = this.#staysInside(remark.fileId, remark.version);
		return this.#room?.setMark(key, value, { studioOnly }) === null;
	};

	resolve = (commentId: string, resolved: boolean) =>
		void this.#room?.setMark(formatMarkKey({ kind: 'resolve', commentId }), resolved || undefined);

	/** What is said of a version that clients do not see is not for them. */
	#staysInside(fileId: string, version: number) {
		return this.#files().find(({ id }) => id === fileId)?.released?.version !== version;
	}
}
