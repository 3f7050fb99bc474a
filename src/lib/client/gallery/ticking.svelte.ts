import { SvelteSet } from 'svelte/reactivity';

/** Pictures ticked to be ordered or downloaded; says nothing to anybody, and is gone with the page. */
export class Ticking {
	on = $state(false);
	readonly #ids = new SvelteSet<string>();
	/** Where a range begins. */
	#last: string | undefined;

	/** In the order of `files`; what left the gallery meanwhile is not among them. */
	among(files: readonly { id: string }[]): string[] {
		return files.flatMap(({ id }) => (this.#ids.has(id) ? [id] : []));
	}

	has = (fileId: string) => this.#ids.has(fileId);

	turn(fileId: string) {
		if (!this.#ids.delete(fileId)) this.#ids.add(fileId);
		this.#last = fileId;
	}

	/** From the one before to this one, as file managers do with Shift. */
	turnTo(fileId: string, files: readonly { id: string }[]) {
		const from = files.findIndex(({ id }) => id === this.#last);
		const to = files.findIndex(({ id }) => id === fileId);
		if (from < 0 || to < 0) return this.turn(fileId);
		for (const { id } of files.slice(Math.min(from, to), Math.max(from, to) + 1)) this.#ids.add(id);
		this.#last = fileId;
	}

	turnAll(files: readonly { id: string }[]) {
		const all = files.every(({ id }) => this.#ids.has(id));
		for (const { id } of files)
			if (all) this.#ids.delete(id);
			else this.#ids.add(id);
	}

	end() {
		this.on = false;
		this.#ids.clear();
		this.#last = undefined;
	}
}
