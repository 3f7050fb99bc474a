import * as v from 'valibot';
import { callFor } from '#lib/client/api.ts';
import { inTurn, listenAsStudio } from '#lib/client/live/listen.ts';
import { Question } from '#lib/contract/unmatched.ts';
import { Version } from '#lib/contract/version.ts';
import { Ticking } from './ticking.svelte.ts';
import type { EarlierVersion } from '#lib/client/viewer/types.ts';
import type { FileOrder } from '#lib/domain/galleries/file-order.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import { StudioFiles } from './studio-files.svelte.ts';
import { StudioRoom } from './studio-room.svelte.ts';

export type Filter = 'all' | 'chosen' | 'asks' | 'failed' | 'commented' | 'PROOF' | 'FINAL';
const FILTERS: readonly Filter[] = ['all', 'chosen', 'commented', 'PROOF', 'FINAL', 'asks', 'failed'];

type Given = {
	gallery: { id: string; orderBy: FileOrder };
	files: readonly StudioFile[];
	fileCount: number;
	questions: readonly Question[];
};

/** A gallery as the studio works in it: its files as they come, everybody's marks, and what is asked. */
export class GalleryPage {
	readonly files: StudioFiles;
	readonly room: StudioRoom;
	questions = $state.raw<readonly Question[]>([]);
	filter = $state<Filter>('all');
	readonly ticking = new Ticking();
	/** What stood before the current version, once it was asked for. */
	#earlier = $state.raw<ReadonlyMap<string, EarlierVersion>>(new Map());
	readonly #galleryId: string;
	readonly #fileCount: number;

	constructor({ gallery, files, fileCount, questions }: Given) {
		this.#galleryId = gallery.id;
		this.files = new StudioFiles(gallery.id, files, fileCount, gallery.orderBy);
		this.#fileCount = fileCount;
		this.questions = questions;
		this.room = new StudioRoom(gallery.id, () => this.files.list);
	}

	/** How many there are, also while not all have come. */
	readonly count = $derived.by(() => (this.files.isWhole ? this.files.list.length : this.#fileCount));
	/** Which of several selections is shown; the first until another is picked. */
	pickedSelection = $state<string>();
	readonly selection = $derived.by(() => {
		const all = this.room.selections;
		return all.find(({ id }) => id === this.pickedSelection) ?? all[0];
	});
	readonly #chosen = $derived.by(() =>
		this.selection ? this.room.chosen(this.selection.id) : new Set<string>()
	);
	readonly marksOf = $derived.by(() => this.room.marksOf(this.selection?.id));
	readonly shown = $derived.by(() => this.files.list.filter((file) => this.#passes(this.filter, file)));
	readonly filters = $derived.by(() =>
		FILTERS.map((key) => ({
			key,
			count:
				key === 'all'
					? this.count
					: this.files.list.reduce((sum, file) => sum + Number(this.#passes(key, file)), 0)
		})).filter(({ key, count }) => key === 'all' || key === 'chosen' || key === this.filter || count > 0)
	);
	readonly ticked = $derived.by(() => this.ticking.among(this.files.list));
	readonly asking = $derived.by(() => this.files.list.filter((file) => file.incoming?.status === 'asks'));

	/** Takes a seat and listens; answers how to leave. */
	join() {
		if (!this.files.isWhole) this.files.fetchAnew();
		const questions = inTurn(() => this.#fetchQuestions(), 200);
		const silence = listenAsStudio(this.#galleryId, {
			onfile: this.files.hear,
			onfileremoved: this.files.lose,
			onselection: (selection) => this.room.applyNews({ selection }),
			onperson: (person) => this.room.applyNews({ person }),
			onunmatched: questions.ask,
			// a camera's clock was put right: all its pictures stand elsewhere
			ongallery: this.files.fetchAnew,
			onhere: () => {
				this.files.fetchAnew();
				this.room.refetchSeat();
				questions.ask();
			}
		});
		const leave = this.room.join();
		return () => {
			silence();
			questions.stop();
			this.files.stop();
			leave();
		};
	}

	tick(fileId: string, range: boolean) {
		if (range) this.ticking.turnTo(fileId, this.shown);
		else this.ticking.turn(fileId);
	}

	earlierOf = (fileId: string) => this.#earlier.get(fileId);

	/** What the viewer sets against a picture: the newest version before the current one that can be seen. */
	async fetchEarlier(fileId: string) {
		const file = this.files.list.find(({ id }) => id === fileId);
		if (!file || file.version < 2) return;
		const versions = await callFor(v.array(Version), 'GET', `/api/v1/files/${fileId}/versions`);
		const before = versions.find((one) => one.version < file.version && one.renditions.length > 0);
		if (!before) return;
		const { version, width, height, renditions } = before;
		const smallestFirst = renditions.toSorted((a, b) => a.width - b.width);
		const earlier = { version, width: width ?? 3, height: height ?? 2, renditions: smallestFirst };
		this.#earlier = new Map([...this.#earlier, [fileId, earlier]]);
	}

	#passes(filter: Filter, file: StudioFile): boolean {
		if (filter === 'chosen') return this.#chosen.has(file.id);
		if (filter === 'commented') return this.marksOf(file.id).comments > 0;
		if (filter === 'failed') return file.status === 'failed' || file.incoming?.status === 'failed';
		if (filter === 'asks') return file.incoming?.status === 'asks';
		return filter === 'all' || file.state === filter;
	}

	async #fetchQuestions() {
		const all = await callFor(v.array(Question), 'GET', `/api/v1/galleries/${this.#galleryId}/unmatched`);
		this.questions = all.filter((one) => one.orderId === undefined);
	}
}
