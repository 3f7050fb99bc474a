import { browser } from '$app/env';
import type { GridFile } from '#lib/client/gallery/grid-file.ts';
import type { Room } from '#lib/client/room/room.svelte.ts';
import { chipsOf, filterOf } from '#lib/client/selection/chips.ts';
import type { Tally } from '#lib/client/selection/types.ts';
import { lockedWords } from '#lib/client/selection/words.ts';
import type { EarlierVersion } from '#lib/client/viewer/types.ts';
import type { ReleasedFile } from '#lib/contract/file.ts';
import type { OpenGallery } from '#lib/contract/open-gallery.ts';
import type { SeatSelection } from '#lib/contract/seat.ts';
import { countFilters, passesFilter } from '#lib/domain/marks/filters.ts';
import { badgeFor } from '#lib/domain/states/file-state.ts';
import { dayWords } from '#lib/messages/format.ts';
import { t } from '#lib/messages/index.ts';
import { SvelteSet } from 'svelte/reactivity';
import { GalleryState } from './gallery-state.svelte.ts';

/** Smallest first. */
const bySize = ({ renditions }: Pick<ReleasedFile, 'renditions'>) =>
	renditions.toSorted((one, other) => one.width - other.width);

/** Made in the look of its previews. */
const zoomUrlOf = ({ renditions }: Pick<ReleasedFile, 'renditions'>) =>
	renditions[0]?.url.replace(/\d+(-\w+)?\.webp$/, 'half$1.webp');

/** A gallery as a client sees it: pictures, filters and counts as the sheet, the tray and the viewer show them. */
export class ClientGallery {
	readonly state: GalleryState<ReleasedFile>;
	filterKey = $state('all');
	readonly seen = new SvelteSet<string>();
	readonly #gallery: () => OpenGallery;
	readonly #seenKey: string;

	constructor(gallery: () => OpenGallery) {
		const { id, files, fileCount } = gallery();
		this.#gallery = gallery;
		this.state = new GalleryState({ as: 'client', files, fileCount });
		this.#seenKey = `seen:${id}`;
		const kept = browser ? (localStorage.getItem(this.#seenKey) ?? '') : '';
		for (const each of kept.split(' ').filter(Boolean)) this.seen.add(each);
	}

	readonly gridFiles = $derived.by(() => this.state.files.map((file) => this.#gridFile(file)));
	readonly #reader = $derived.by(() => {
		const { seat, selection } = this.state;
		return seat && selection && { me: seat.participantId, selectionId: selection.id, seen: this.seen };
	});
	readonly counts = $derived.by(() => this.#counted());
	readonly filters = $derived.by(() => this.#filters());
	readonly shown = $derived.by(() => this.#shown());
	readonly tally = $derived.by(() => this.#tally());

	/** What clients have seen of it before; nothing that was held back is in the list. */
	earlierOf = (fileId: string): EarlierVersion | undefined => {
		const before = this.state.fileOf(fileId)?.before;
		return (
			before && {
				...before,
				width: before.width ?? 3,
				height: before.height ?? 2,
				renditions: bySize(before)
			}
		);
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
		return this.state.files.find((file) => file.id === id);
	}

	#gridFile(file: ReleasedFile): GridFile {
		return {
			...file,
			renditions: bySize(file),
			width: file.width ?? 0,
			height: file.height ?? 0,
			placeholder: file.placeholder ?? undefined,
			state: this.#wordOf(file.state),
			zoomUrl: zoomUrlOf(file)
		};
	}

	/** What a state prints as; nothing where the studio shows none. */
	#wordOf(state: ReleasedFile['state']) {
		const { badges, words } = this.#gallery().studio;
		const badge = badgeFor(state, { badges, words });
		if (!badge) return undefined;
		return { word: badge.word ?? t(`shared:state.${badge.state}`), firm: badge.state === 'FINAL' };
	}

	#filters() {
		return chipsOf({
			counts: this.counts,
			fileCount: this.state.files.length,
			wordOf: (state) => this.#wordOf(state)?.word,
			others: this.state.others,
			chosen: this.filterKey
		});
	}

	#counted() {
		const reader = this.#reader;
		const { room, files } = this.state;
		if (!room || !reader) return undefined;
		void room.revision;
		return countFilters(room.view, reader, files);
	}

	#shown() {
		const reader = this.#reader;
		const { room, files } = this.state;
		const filter = filterOf(this.filterKey);
		if (!room || !reader || filter.kind === 'all') return this.gridFiles;
		void room.revision;
		return files.flatMap((file, place) => {
			const shown = this.gridFiles[place];
			return shown && passesFilter(room.view, filter, reader, file) ? [shown] : [];
		});
	}

	#tally(): Tally | undefined {
		const { counts } = this;
		const { room, selection } = this.state;
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
		const sender = this.state.people.get(lockedBy);
		const by = sender && { name: sender.name, me: lockedBy === this.state.seat?.participantId };
		return lockedWords(dayWords(lockedAt), by);
	}

	#done(room: Room, selectionId: string) {
		const done = room.view.done(selectionId);
		const { seat, people } = this.state;
		const me = seat?.participantId ?? '';
		const others = [...done].flatMap((id) => (id === me ? [] : (people.get(id)?.name ?? [])));
		return { iAmDone: done.has(me), done: others };
	}
}
