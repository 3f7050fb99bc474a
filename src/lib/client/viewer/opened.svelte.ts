import type { GridFile } from '#lib/client/gallery/grid-file.ts';

type Sheet = {
	/** Those that the filter shows. */
	shown: readonly GridFile[];
	all: readonly GridFile[];
};

type Hooks = { show?: (fileId: string) => void; close?: () => void };

/** The picture in the viewer. Its neighbours stay those of the sheet it was opened from, whatever happens meanwhile. */
export class Opened {
	id = $state<string>();
	#ids = $state.raw<readonly string[]>([]);
	readonly #sheet: () => Sheet;
	readonly #on: Hooks;
	readonly files = $derived.by(() => {
		const byId = new Map(this.#sheet().all.map((file) => [file.id, file]));
		return this.#ids.flatMap((id) => byId.get(id) ?? []);
	});

	constructor(sheet: () => Sheet, on: Hooks = {}) {
		this.#sheet = sheet;
		this.#on = on;
	}

	show(fileId: string) {
		if (!this.id || !this.#ids.includes(fileId)) this.#surround(fileId);
		this.id = fileId;
		this.#on.show?.(fileId);
	}

	/** The rest of the sheet has come: whoever opened a picture before moves on to them as well. */
	extend() {
		if (this.id) this.#surround(this.id);
	}

	#surround(fileId: string) {
		const { shown, all } = this.#sheet();
		this.#ids = (shown.some(({ id }) => id === fileId) ? shown : all).map(({ id }) => id);
	}

	/** Returns which one it was. */
	close() {
		this.#on.close?.();
		const was = this.id;
		this.id = undefined;
		return was;
	}
}
