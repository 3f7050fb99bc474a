import { goto } from '$app/navigation';
import { page } from '$app/state';

type Place = { isOpen: () => boolean; shut: () => void };

/** "Back" closes the picture instead of leaving the gallery: while one is open, the browser's history has an entry for it. */
export class ViewerEntry {
	readonly #place: Place;
	/** We went back ourselves, and the browser has not said yet that it did. */
	#isLeaving = false;

	constructor(place: Place) {
		this.#place = place;
	}

	/** Called before a picture is shown. */
	enter() {
		if (!this.#place.isOpen() && !this.#isLeaving) this.#push();
	}

	/** Called when the picture was closed on the page. */
	leave() {
		if (!page.state.viewing || this.#isLeaving) return;
		this.#isLeaving = true;
		history.back();
	}

	/** The browser went back or forth. */
	moved() {
		const wasOurs = this.#isLeaving;
		this.#isLeaving = false;
		if (!this.#place.isOpen()) return;
		if (wasOurs) this.#push();
		else this.#place.shut();
	}

	#push() {
		void goto(page.url.href, { shallow: true, state: { viewing: true } });
	}
}
