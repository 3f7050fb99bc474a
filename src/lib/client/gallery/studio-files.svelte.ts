import * as v from 'valibot';
import { coalesce } from '#lib/client/live/coalesce.ts';
import type { FileOrder } from '#lib/domain/galleries/file-order.ts';
import { StudioFile } from '#lib/contract/file.ts';
import type { GalleryState } from './gallery-state.svelte.ts';
import { withAnnounced } from './with-announced.ts';

/** A drop of 200 files is a few changes of the list, not 400. */
const TOGETHER_MS = 80;

/** Keeps a gallery's files as the studio sees them: what is announced is put in its place, nothing is fetched again. */
export class StudioFiles {
	/** The rest could not be fetched; it is tried again and again. */
	isLate = $state(false);
	readonly #galleryId: string;
	readonly #orderBy: FileOrder;
	readonly #state: GalleryState<StudioFile>;
	/** Announced and not shown yet; null: taken away. */
	#announced = new Map<string, StudioFile | null>();
	/** Everything announced since the list that is on its way was asked for. */
	#meanwhile: Map<string, StudioFile | null> | undefined;
	readonly #show = coalesce(async () => this.#putAll(), TOGETHER_MS);
	readonly #fetch = coalesce(() => this.#fetchList(), 0);

	constructor(galleryId: string, orderBy: FileOrder, state: GalleryState<StudioFile>) {
		this.#galleryId = galleryId;
		this.#orderBy = orderBy;
		this.#state = state;
	}

	/** The payload of `file.added` or `file.changed`. */
	put = (file: StudioFile) => {
		// a place by hand is not announced
		if (this.#orderBy === 'hand' && !this.#state.files.some(({ id }) => id === file.id)) this.reload();
		this.#take(file.id, file);
	};

	remove = (fileId: string) => this.#take(fileId, null);

	/** Connected, or in doubt. */
	reload = () => this.#fetch.ask();

	/** Resolves nothing any more: the page is left. */
	stop() {
		this.#show.stop();
		this.#fetch.stop();
	}

	#take(id: string, file: StudioFile | null) {
		this.#announced.set(id, file);
		this.#meanwhile?.set(id, file);
		this.#show.ask();
	}

	#putAll() {
		const announced = this.#announced;
		this.#announced = new Map();
		this.#state.files = withAnnounced(this.#state.files, announced, this.#orderBy);
	}

	async #fetchList() {
		const meanwhile = (this.#meanwhile = new Map<string, StudioFile | null>());
		const files = await this.#fetchAll().finally(() => (this.#meanwhile = undefined));
		this.#state.files = withAnnounced(files, meanwhile, this.#orderBy);
		this.#state.isWhole = true;
		this.isLate = false;
	}

	/** Rejects when it has to be tried again. */
	async #fetchAll() {
		try {
			const response = await fetch(`/g/${this.#galleryId}/files?as=studio`);
			if (!response.ok) throw new Error(`The files were answered with ${response.status}`);
			return v.parse(v.array(StudioFile), await response.json());
		} catch (error) {
			this.isLate = !this.#state.isWhole;
			throw error;
		}
	}
}
