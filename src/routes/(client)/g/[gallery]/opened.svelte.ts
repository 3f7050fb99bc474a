import type { GalleryView } from './gallery-view.svelte.ts';
import type { Session } from './session.svelte.ts';

/** The picture in the viewer. Its neighbours stay those of the sheet it was opened from, whatever is picked meanwhile. */
export class Opened {
	id = $state<string>();
	#ids = $state.raw<readonly string[]>([]);
	readonly #view: GalleryView;
	readonly #session: Session;
	readonly files = $derived.by(() => {
		const byId = new Map(this.#view.gridFiles.map((file) => [file.id, file]));
		return this.#ids.flatMap((id) => byId.get(id) ?? []);
	});

	constructor(view: GalleryView, session: Session) {
		this.#view = view;
		this.#session = session;
	}

	show(fileId: string) {
		const { shown, gridFiles } = this.#view;
		if (!this.id || !this.#ids.includes(fileId))
			this.#ids = (shown.some(({ id }) => id === fileId) ? shown : gridFiles).map(({ id }) => id);
		this.id = fileId;
		this.#view.sawPicture(fileId);
		this.#session.look(fileId);
	}

	/** By her own hand: whoever led her leads no longer. */
	move(fileId: string) {
		this.#session.follow(undefined);
		this.show(fileId);
	}

	/** Answers which one it was. */
	close() {
		const was = this.id;
		this.id = undefined;
		this.#session.look(null);
		return was;
	}
}
