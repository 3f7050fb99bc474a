import { Opened } from '#lib/client/viewer/opened.svelte.ts';
import type { GalleryView } from './gallery-view.svelte.ts';
import type { Session } from './session.svelte.ts';

/** The picture in the viewer; the others are told where they look. */
export class Looking extends Opened {
	readonly #view: GalleryView;
	readonly #session: Session;

	constructor(view: GalleryView, session: Session) {
		super(() => ({ shown: view.shown, all: view.gridFiles }));
		this.#view = view;
		this.#session = session;
	}

	override show(fileId: string) {
		super.show(fileId);
		this.#view.sawPicture(fileId);
		this.#session.look(fileId);
	}

	/** By their own hand: whoever led them leads no longer. */
	move(fileId: string) {
		this.#session.follow(undefined);
		this.show(fileId);
	}

	override close() {
		this.#session.look(null);
		return super.close();
	}
}
