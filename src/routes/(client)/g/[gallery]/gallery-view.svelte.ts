import { browser } from '$app/env';
import { frameMarks } from '#lib/client/gallery/frame-marks.ts';
import type { GridFile, Person } from '#lib/client/gallery/grid-file.ts';
import type { Tally } from '#lib/client/selection/types.ts';
import { lockedWords } from '#lib/client/selection/words.ts';
import type { EarlierVersion } from '#lib/client/viewer/types.ts';
import { talksOf } from '#lib/client/viewer/remarks.ts';
import { countFilters, passesFilter } from '#lib/domain/marks/filters.ts';
import type { Room } from '#lib/client/room/room.svelte.ts';
import { badgeFor } from '#lib/domain/states/file-state.ts';
import { t } from '#lib/messages/index.ts';
import type { SeatSelection } from '#lib/contract/seat.ts';
import type { OpenGallery } from '#lib/server/galleries/index.ts';
import { SvelteSet } from 'svelte/reactivity';
import { chipsOf, filterOf } from '#lib/client/selection/chips.ts';
import { byId, dayOf } from './lists.ts';

type Released = OpenGallery['files'][number];

/** Smallest first. */
const bySize = ({ renditions }: Pick<Released, 'renditions'>) =>
	renditions.toSorted((one, other) => one.width - other.width);
export type FilterKey = string;

/** Pictures, marks and counts as the sheet, the tray and the viewer show them. */
export class GalleryView {
	files = $state.raw<readonly Released[]>([]);
	/** All pictures are there, not the first ones alone that the page was born with. */
	isWhole = $state(false);
	room = $state.raw<Room>();
	readonly seat = $derived(this.room?.seat);
	selectionId = $state<string>();
	filterKey = $state<FilterKey>('all');
	readonly seen = new SvelteSet<string>();
	readonly #gallery: () => OpenGallery;
	readonly #seenKey: string;

	constructor(gallery: () => OpenGallery) {
		this.#gallery = gallery;
		this.#seenKey = `seen:${gallery().id}`;
		this.files = gallery().files;
		this.isWhole = this.files.length >= gallery().fileCount;
		const kept = browser ? (localStorage.getItem(this.#seenKey) ?? '') : '';
		for (const id of kept.split(' ').filter(Boolean)) this.seen.add(id);
	}

	readonly gridFiles = $derived(this.files.map((file) => this.#gridFile(file)));
	readonly selection = $derived(
		this.seat?.selections.find(({ id }) => id === this.selectionId) ?? this.seat?.selections[0]
	);
	readonly #people = $derived(byId<Person>(this.room?.people ?? this.seat?.people ?? []));
	readonly others = $derived([...this.#people.values()].filter(({ id }) => id !== this.seat?.participantId));
	readonly me = $derived(this.seat && this.#people.get(this.seat.participantId));
	readonly viewer = $derived(
		this.seat &&
			this.selection && { me: this.seat.participantId, selectionId: this.selection.id, seen: this.seen }
	);
	readonly counts = $derived.by(() => this.#counted());
	readonly filters = $derived.by(() => this.#filters());
	readonly shown = $derived.by(() => this.#shown());
	readonly tally = $derived.by(() => this.#tally());

	marksOf = (fileId: string) => {
		const sight = {
			selectionId: this.selection?.id,
			people: this.#people,
			me: this.seat?.participantId
		};
		return frameMarks(this.room, sight, fileId);
	};

	/** What clients have seen of it before; nothing that was held back is in the list. */
	earlierOf = (fileId: string): EarlierVersion | undefined => {
		const before = this.files.find(({ id }) => id === fileId)?.before;
		return (
			before && {
				...before,
				width: before.width ?? 3,
				height: before.height ?? 2,
				renditions: bySize(before)
			}
		);
	};

	talksOf = (fileId: string) => {
		const { seat } = this;
		const mayResolve = seat?.rights.decide === true || seat?.isMember === true;
		return talksOf(this.room, { people: this.#people, me: seat?.participantId, mayResolve }, fileId);
	};

	sawPicture(fileId: string) {
		localStorage.setItem(`last:${this.#gallery().id}`, fileId);
		if (this.seen.has(fileId)) return;
		this.seen.add(fileId);
		localStorage.setItem(this.#seenKey, [...this.seen].join(' '));
	}

	/** The picture looked at last on this device. */
	get lastSeen() {
		const id = browser ? localStorage.getItem(`last:${this.#gallery().id}`) : null;
		return this.files.find((file) => file.id === id);
	}

	#gridFile(file: Released): GridFile {
		return {
			...file,
			renditions: bySize(file),
			width: file.width ?? 0,
			height: file.height ?? 0,
			placeholder: file.placeholder ?? undefined,
			state: this.#wordOf(file.state),
			zoomUrl: file.renditions.length
				? `/r/${this.#gallery().id}/${file.id}/${file.version}/half.webp`
				: undefined
		};
	}

	/** What a state prints as; nothing where the studio shows none. */
	#wordOf(state: Released['state']) {
		const { badges, words } = this.#gallery().studio;
		const badge = badgeFor(state, { badges, words });
		if (!badge) return undefined;
		return { word: badge.word ?? t(`shared:state.${badge.state}`), firm: badge.state === 'FINAL' };
	}

	#filters() {
		return chipsOf({
			counts: this.counts,
			fileCount: this.files.length,
			wordOf: (state) => this.#wordOf(state)?.word,
			others: this.others,
			chosen: this.filterKey
		});
	}

	#counted() {
		const { room, viewer } = this;
		if (!room || !viewer) return undefined;
		void room.revision;
		return countFilters(room.view, viewer, this.files);
	}

	#shown() {
		const { room, viewer, filterKey } = this;
		const filter = filterOf(filterKey);
		if (!room || !viewer || filter.kind === 'all') return this.gridFiles;
		void room.revision;
		return this.files.flatMap((file, place) => {
			const shown = this.gridFiles[place];
			return shown && passesFilter(room.view, filter, viewer, file) ? [shown] : [];
		});
	}

	#tally(): Tally | undefined {
		const { room, selection, counts } = this;
		if (!room || !selection || !counts) return undefined;
		return {
			count: counts.in,
			limit: selection.limit,
			check: room.view.limit(selection.id),
			disagree: counts.disagree,
			disagreeIn: counts.disagreeIn,
			choosers: room.view.choosers(selection.id),
			lockedOn: this.#lockedOn(selection),
			...this.#done(room, selection.id)
		};
	}

	#lockedOn({ lockedAt, lockedBy = '' }: SeatSelection): string | undefined {
		if (!lockedAt) return undefined;
		const sender = this.#people.get(lockedBy);
		const by = sender && { name: sender.name, me: lockedBy === this.seat?.participantId };
		return lockedWords(dayOf(lockedAt), by);
	}

	#done(room: Room, selectionId: string) {
		const done = room.view.done(selectionId);
		const me = this.seat?.participantId ?? '';
		const others = [...done].flatMap((id) => (id === me ? [] : (this.#people.get(id)?.name ?? [])));
		return { iAmDone: done.has(me), done: others };
	}
}
