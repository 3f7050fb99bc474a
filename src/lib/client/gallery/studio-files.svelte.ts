import * as v from 'valibot';
import { inTurn } from '#lib/client/live/listen.ts';
import type { FileOrder } from '#lib/domain/galleries/file-order.ts';
import { StudioFile } from '#lib/contract/file.ts';
import { withHeard } from './studio-list.ts';

/** A drop of 200 files is a few changes of the list, not 400. */
const TOGETHER_MS = 80;

/** The files of a gallery as the studio sees them: what is announced is put in its place, nothing is fetched again. */
export class StudioFiles {
	list = $state.raw<readonly StudioFile[]>([]);
	/** False while only the first of many have come: what is done with all of them waits. */
	isWhole = $state(true);
	/** The rest could not be fetched; it is tried again and again. */
	isLate = $state(false);
	readonly #galleryId: string;
	readonly #orderBy: FileOrder;
	/** Heard and not shown yet; null: taken away. */
	#heard = new Map<string, StudioFile | null>();
	/** Everything heard since the list that is on its way was asked for. */
	#meanwhile: Map<string, StudioFile | null> | undefined;
	readonly #show = inTurn(async () => this.#putAll(), TOGETHER_MS);
	readonly #fetch = inTurn(() => this.#fetchAnew(), 0);

	/** `fileCount`: how many there are, of which `files` may be the first. */
	constructor(galleryId: string, files: readonly StudioFile[], fileCount: number, orderBy: FileOrder) {
		this.#galleryId = galleryId;
		this.#orderBy = orderBy;
		this.list = files;
		this.isWhole = files.length >= fileCount;
	}

	/** The payload of `file.added` or `file.changed`. */
	hear = (file: StudioFile) => {
		// a place by hand is not announced
		if (this.#orderBy === 'hand' && !this.list.some(({ id }) => id === file.id)) this.fetchAnew();
		this.#take(file.id, file);
	};

	lose = (fileId: string) => this.#take(fileId, null);

	/** Connected, or in doubt. */
	fetchAnew = () => this.#fetch.ask();

	/** Resolves nothing any more: the page is left. */
	stop() {
		this.#show.stop();
		this.#fetch.stop();
	}

	#take(id: string, file: StudioFile | null) {
		this.#heard.set(id, file);
		this.#meanwhile?.set(id, file);
		this.#show.ask();
	}

	#putAll() {
		const heard = this.#heard;
		this.#heard = new Map();
		this.list = withHeard(this.list, heard, this.#orderBy);
	}

	async #fetchAnew() {
		const meanwhile = (this.#meanwhile = new Map<string, StudioFile | null>());
		const files = await this.#fetchAll().finally(() => (this.#meanwhile = undefined));
		this.list = withHeard(files, meanwhile, this.#orderBy);
		this.isWhole = true;
		this.isLate = false;
	}

	/** Rejects when it has to be tried again. */
	async #fetchAll() {
		try {
			const response = await fetch(`/g/${this.#galleryId}/files?as=studio`);
			if (!response.ok) throw new Error(`The files were answered with ${response.status}`);
			return v.parse(v.array(StudioFile), await response.json());
		} catch (error) {
			this.isLate = !this.isWhole;
			throw error;
		}
	}
}
