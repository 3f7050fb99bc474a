import type { Person as Shown } from '#lib/client/gallery/grid-file.ts';
import type { Room, RoomFile } from '#lib/client/room/room.svelte.ts';
import { refusedIn } from '#lib/client/selection/refused.ts';
import { talksOf } from '#lib/client/viewer/remarks.ts';
import type { SeatSelection } from '#lib/contract/seat.ts';
import { frameMarks } from './frame-marks.ts';
import { Ticking } from './ticking.svelte.ts';

export type GalleryFile = RoomFile & { name: string };
type Given<File> = {
	as: 'client' | 'studio';
	files: readonly File[];
	/** How many there are, of which `files` may be the first. */
	fileCount: number;
};

/** A gallery as all of its pages know it: pictures, the room with its people and marks, the selection on show, what is ticked. */
export class GalleryState<File extends GalleryFile> {
	files = $state.raw<readonly File[]>([]);
	/** False while only the first of many have come: what is done with all of them waits. */
	isWhole = $state(false);
	/** Undefined before its scripts are here. */
	room = $state.raw<Room>();
	/** Which of several selections is shown; the first until another is picked. */
	selectionId = $state<string>();
	readonly ticking = new Ticking();
	readonly #as: Given<File>['as'];
	readonly #fileCount: number;

	constructor({ as, files, fileCount }: Given<File>) {
		this.#as = as;
		this.#fileCount = fileCount;
		this.files = files;
		this.isWhole = files.length >= fileCount;
	}

	readonly count = $derived.by(() => (this.isWhole ? this.files.length : this.#fileCount));
	readonly seat = $derived(this.room?.seat);
	readonly isLive = $derived(this.room?.state === 'live');
	readonly isAway = $derived(this.room?.state === 'away');
	/** Marks that are on this device only, so far. */
	readonly waiting = $derived(this.room?.waiting ?? 0);
	readonly people = $derived<ReadonlyMap<string, Shown>>(
		new Map((this.room?.people ?? []).map((each) => [each.id, each]))
	);
	/** Everybody else who has the page open. */
	readonly here = $derived([...(this.room?.here ?? [])]);
	readonly me = $derived(this.people.get(this.seat?.participantId ?? ''));
	readonly others = $derived([...this.people.values()].filter(({ id }) => id !== this.seat?.participantId));
	readonly selections = $derived<readonly SeatSelection[]>(this.seat?.selections ?? []);
	readonly selection = $derived(
		this.selections.find(({ id }) => id === this.selectionId) ?? this.selections[0]
	);
	readonly ticked = $derived.by(() => this.ticking.among(this.files));
	/** What could not be kept, and what was changed elsewhere meanwhile. */
	readonly refused = $derived.by(() => refusedIn(this.room, (id) => this.fileOf(id)?.name));

	fileOf = (fileId: string | undefined) => this.files.find(({ id }) => id === fileId);

	marksOf = (fileId: string) => {
		// the studio looks on: no pick of these is "mine"
		const me = this.#as === 'client' ? this.seat?.participantId : undefined;
		return frameMarks(this.room, { selectionId: this.selection?.id, people: this.people, me }, fileId);
	};

	talksOf = (fileId: string) => {
		const { seat } = this;
		const mayResolve = seat?.rights.decide === true || seat?.isMember === true;
		return talksOf(this.room, { people: this.people, me: seat?.participantId, mayResolve }, fileId);
	};

	look = (fileId: string | null) => this.room?.look(fileId);
	forgetRefused = () => this.room?.forgetRefused();
}
