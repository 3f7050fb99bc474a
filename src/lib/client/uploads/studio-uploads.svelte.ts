import { createContext } from 'svelte';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { UploadTarget } from './upload-task.ts';
import { Uploads } from './uploads.svelte.ts';

/** Where an upload goes, as one says it and as one gets there. */
export type Place = { name: string; href: string };

/** Every upload of the studio's pages: it goes on, and is told, wherever one goes meanwhile. */
export class StudioUploads {
	readonly #all = new SvelteMap<string, { target: UploadTarget; uploads: Uploads; place: Place }>();
	/** Those that the page tells itself. */
	readonly #told = new SvelteSet<Uploads>();

	readonly isBusy = $derived.by(() => [...this.#all.values()].some(({ uploads }) => uploads.isBusy));
	/** What goes on, or went wrong, out of sight. */
	readonly elsewhere = $derived.by(() =>
		[...this.#all.values()].filter(
			({ uploads }) => !this.#told.has(uploads) && (uploads.isBusy || uploads.problems.length > 0)
		)
	);

	/** The uploads to one place: the same ones whenever one comes back to it. */
	to(target: UploadTarget, place: Place): Uploads {
		const key = JSON.stringify(target);
		const known = this.#all.get(key);
		if (known) return known.uploads;
		const uploads = new Uploads(target);
		this.#all.set(key, { target, uploads, place });
		return uploads;
	}

	/** Pictures of a gallery that were replaced one by one, and whose arrival nobody has answered for. */
	replacedIn(galleryId: string): string[] {
		const single = [...this.#all.values()].filter(
			({ target }) => target.galleryId === galleryId && target.fileId !== undefined
		);
		return single.flatMap(({ uploads }) => uploads.arrived);
	}

	settle(fileIds: readonly string[]) {
		for (const { uploads } of this.#all.values()) uploads.settle(fileIds);
	}

	/** Shown by the page from now on; returns how to leave that to the frame again. */
	tell(uploads: Uploads) {
		this.#told.add(uploads);
		return () => void this.#told.delete(uploads);
	}
}

export const [useUploads, setUploads] = createContext<StudioUploads>();
