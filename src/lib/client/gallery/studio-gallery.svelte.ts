import * as v from 'valibot';
import { callFor } from '#lib/client/api.ts';
import { coalesce } from '#lib/client/live/coalesce.ts';
import { listenAsStudio, type StudioHandlers } from '#lib/client/live/listen.ts';
import { Room } from '#lib/client/room/room.svelte.ts';
import type { EarlierVersion } from '#lib/client/viewer/types.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import { Seat } from '#lib/contract/seat.ts';
import { UnmatchedUpload } from '#lib/contract/unmatched.ts';
import { Version } from '#lib/contract/version.ts';
import type { FileOrder } from '#lib/domain/galleries/file-order.ts';
import { PICKS } from '#lib/domain/marks/values.ts';
import type { Said } from '#lib/domain/sidecars/rating.ts';
import { GalleryState } from './gallery-state.svelte.ts';
import { Marking } from './marking.ts';
import { staysInside } from './stays-inside.ts';
import { StudioFiles } from './studio-files.svelte.ts';

export type Filter = 'all' | 'chosen' | 'asks' | 'failed' | 'commented' | 'PROOF' | 'FINAL';
const FILTERS: readonly Filter[] = ['all', 'chosen', 'commented', 'PROOF', 'FINAL', 'asks', 'failed'];

type Given = {
	gallery: { id: string; orderBy: FileOrder };
	files: readonly StudioFile[];
	fileCount: number;
	unmatched: readonly UnmatchedUpload[];
};

/** A gallery as the studio works in it: its files as they come, everybody's marks, and what waits for an answer. */
export class StudioGallery {
	readonly state: GalleryState<StudioFile>;
	readonly files: StudioFiles;
	readonly marking: Marking;
	/** Uploads that no picture could be found for. */
	unmatched = $state.raw<readonly UnmatchedUpload[]>([]);
	filter = $state<Filter>('all');
	/** What stood before the current version, once it was asked for. */
	#earlier = $state.raw<ReadonlyMap<string, EarlierVersion>>(new Map());
	readonly #galleryId: string;

	constructor({ gallery, files, fileCount, unmatched }: Given) {
		const state = new GalleryState({ as: 'studio', files, fileCount });
		this.#galleryId = gallery.id;
		this.state = state;
		this.files = new StudioFiles(gallery.id, gallery.orderBy, state);
		this.unmatched = unmatched;
		this.marking = new Marking({
			state,
			staysInside: (remark) => {
				const released = state.fileOf(remark.fileId)?.released;
				return staysInside(remark, released?.version, state.talksOf(remark.fileId));
			}
		});
	}

	/** Ids of what stands in the selection on show. */
	readonly #chosen = $derived.by(() => {
		const { room, selection } = this.state;
		void room?.revision;
		return new Set(room?.seat && selection ? room.view.membersOf(selection.id) : []);
	});
	readonly shown = $derived.by(() => this.state.files.filter((file) => this.#passes(this.filter, file)));
	readonly filters = $derived.by(() =>
		FILTERS.map((key) => ({ key, count: this.#count(key) })).filter(
			({ key, count }) => key === 'all' || key === 'chosen' || key === this.filter || count > 0
		)
	);
	/** Their newest version waits for somebody's OK. */
	readonly needsReview = $derived.by(() =>
		this.state.files.filter((file) => file.incoming?.status === 'asks')
	);

	/** Takes a seat and listens; returns how to leave. */
	join() {
		if (!this.state.isWhole) this.files.reload();
		const unmatched = coalesce(() => this.#fetchUnmatched(), 200);
		const room = new Room({
			galleryId: this.#galleryId,
			as: 'studio',
			takeSeat: () => callFor(Seat, 'POST', `/g/${this.#galleryId}/seat?as=studio`, {}),
			files: () => this.state.files
		});
		const stopListening = listenAsStudio(this.#galleryId, this.#handlers(room, unmatched.ask));
		this.state.room = room;
		const leave = room.open();
		return () => {
			stopListening();
			unmatched.stop();
			this.files.stop();
			leave();
		};
	}

	#handlers(room: Room, fetchUnmatched: () => void): StudioHandlers {
		return {
			onfile: this.files.put,
			onfileremoved: this.files.remove,
			onselection: (selection) => room.applyNews({ selection }),
			onperson: (person) => room.applyNews({ person }),
			onunmatched: fetchUnmatched,
			// a camera's clock was put right: all its pictures stand elsewhere
			ongallery: this.files.reload,
			onhere: () => {
				this.files.reload();
				room.refetchSeat();
				fetchUnmatched();
			}
		};
	}

	tick(fileId: string, range: boolean) {
		const { ticking } = this.state;
		if (range) ticking.turnTo(fileId, this.shown);
		else ticking.turn(fileId);
	}

	/** What everybody together said of a picture in the selection on show. */
	saidOf(fileId: string): Said {
		const { room, selection } = this.state;
		void room?.revision;
		if (!room?.seat || !selection) return { in: false, picks: [], stars: [], labels: [] };
		const { in: isIn, tally } = room.view.choice(selection.id, fileId);
		return {
			in: isIn,
			picks: PICKS.filter((pick) => tally[pick] > 0),
			stars: [...room.view.stars(fileId).values()],
			labels: [...room.view.labels(fileId).values()]
		};
	}

	earlierOf = (fileId: string) => this.#earlier.get(fileId);

	/** What the viewer sets against a picture: the newest version before the current one that can be seen. */
	async fetchEarlier(fileId: string) {
		const file = this.state.fileOf(fileId);
		if (!file || file.version < 2) return;
		const versions = await callFor(v.array(Version), 'GET', `/api/v1/files/${fileId}/versions`);
		const before = versions.find((one) => one.version < file.version && one.renditions.length > 0);
		if (!before) return;
		const { version, width, height, renditions } = before;
		const smallestFirst = renditions.toSorted((a, b) => a.width - b.width);
		const earlier = { version, width: width ?? 3, height: height ?? 2, renditions: smallestFirst };
		this.#earlier = new Map([...this.#earlier, [fileId, earlier]]);
	}

	#count(key: Filter): number {
		if (key === 'all') return this.state.count;
		return this.state.files.reduce((sum, file) => sum + Number(this.#passes(key, file)), 0);
	}

	#passes(filter: Filter, file: StudioFile): boolean {
		if (filter === 'chosen') return this.#chosen.has(file.id);
		if (filter === 'commented') return this.state.marksOf(file.id).comments > 0;
		if (filter === 'failed') return file.status === 'failed' || file.incoming?.status === 'failed';
		if (filter === 'asks') return file.incoming?.status === 'asks';
		return filter === 'all' || file.state === filter;
	}

	async #fetchUnmatched() {
		const all = await callFor(
			v.array(UnmatchedUpload),
			'GET',
			`/api/v1/galleries/${this.#galleryId}/unmatched`
		);
		this.unmatched = all.filter((one) => one.orderId === undefined);
	}
}
