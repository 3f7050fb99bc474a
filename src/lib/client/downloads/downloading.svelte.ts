import * as v from 'valibot';
import { Action } from '#lib/client/action.svelte.ts';
import { callFor } from '#lib/client/api.ts';
import { ArchiveMade, ArchiveProgress } from '#lib/contract/delivery.ts';
import { DownloadChoice } from '#lib/contract/product.ts';

type Where = {
	galleryId: () => string;
	participantId: () => string;
	/** Some of what was asked for is not in the archive. */
	left: (count: number) => void;
	refused: (sentence: string) => void;
	/** Lets the browser fetch it. */
	fetch: (url: string) => void;
	wait: (ms: number) => Promise<void>;
};

const LOOK_MS = 1000;
/** Thousands of pictures are looked at less often. */
const lookAgainMs = (of: number) => LOOK_MS + Math.min(of, 5000);

/** What is fetched of a gallery: as which product, how far that is, and the archive as soon as it is there. */
export class Downloading {
	open = $state(false);
	choices = $state.raw<readonly DownloadChoice[]>();
	/** Of what is being made. */
	progress = $state.raw<ArchiveProgress>();
	readonly asking = new Action();
	readonly packing = new Action();
	readonly #where: Where;
	#which: { fileIds: readonly string[] } | { all: true } = { all: true };
	/** Another one, or closing, ends the one before. */
	#run = 0;

	constructor(where: Where) {
		this.#where = where;
	}

	/** Asks as what these pictures, or all, are wanted. */
	async choose(fileIds?: readonly string[]) {
		this.#which = fileIds ? { fileIds } : { all: true };
		this.choices = undefined;
		this.progress = undefined;
		this.open = true;
		await this.asking.run(async () => {
			this.choices = await this.#post(v.array(DownloadChoice), 'download-choices', this.#which);
		});
	}

	/** The originals, in one archive. */
	async originals(fileIds?: readonly string[]) {
		this.#which = fileIds ? { fileIds } : { all: true };
		await this.#packed(async () => {
			const { url, left } = await this.#post(ArchiveMade, 'archives', this.#which);
			this.#done(url, left.length);
		});
	}

	async pick({ id }: DownloadChoice) {
		if (id === 'original') {
			await this.originals('fileIds' in this.#which ? this.#which.fileIds : undefined);
			this.open = false;
			return;
		}
		const run = ++this.#run;
		await this.#packed(async () => {
			let at = await this.#post(ArchiveProgress, 'archives', { ...this.#which, product: id });
			const { length: left } = at.left;
			while (at.url === undefined && at.done < at.of && run === this.#run) {
				this.progress = at;
				await this.#where.wait(lookAgainMs(at.of));
				at = await callFor(ArchiveProgress, 'GET', at.status);
			}
			if (run !== this.#run) return;
			this.progress = at;
			if (at.url === undefined) return;
			this.#done(at.url, left + at.failed);
			this.open = false;
		});
	}

	/** What is being made goes on; nothing is fetched by itself any more. */
	close() {
		this.open = false;
		this.#run++;
	}

	#done(url: string, left: number) {
		if ('fileIds' in this.#which && left) this.#where.left(left);
		this.#where.fetch(url);
	}

	async #packed(work: () => Promise<void>) {
		await this.packing.run(work);
		const { fault } = this.packing;
		if (fault && !this.open) this.#where.refused(fault.message);
	}

	#post<S extends v.GenericSchema>(schema: S, path: string, body: object) {
		const { galleryId, participantId } = this.#where;
		return callFor(schema, 'POST', `/g/${galleryId()}/${path}`, body, { participantId: participantId() });
	}
}
