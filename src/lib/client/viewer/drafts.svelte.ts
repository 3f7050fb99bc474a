import type { Shape } from '#lib/domain/marks/values.ts';

/** What is being said about one picture: it stays until it was kept, whatever else is looked at meanwhile. */
export class Draft {
	text = $state('');
	shapes = $state<Shape[]>([]);
	/** Where in the film it belongs, in seconds; without, to all of it. */
	time = $state<number>();
	/** Who writes said that it is of all of the film. */
	#isOfAll = false;
	/** What the words answer. */
	answering = $state.raw<{ id: string; name: string }>();
	isOnItsWay = $state(false);
	isRefused = $state(false);

	/** What is begun keeps its place. */
	pin(seconds: number) {
		const isBegun = this.text !== '' || this.shapes.length > 0;
		if (!isBegun && !this.answering && !this.#isOfAll) this.pinAt(seconds);
	}

	/** To the millisecond. */
	pinAt(seconds: number) {
		this.time = Math.round(seconds * 1000) / 1000;
		this.#isOfAll = false;
	}

	unpin() {
		this.time = undefined;
		this.#isOfAll = true;
	}

	clear() {
		this.text = '';
		this.shapes = [];
		this.time = undefined;
		this.#isOfAll = false;
		this.answering = undefined;
	}
}

/** One draft a picture; a page has one for as long as it stands. */
export class Drafts {
	readonly #drafts: Record<string, Draft> = Object.create(null);

	of(fileId: string): Draft {
		return (this.#drafts[fileId] ??= new Draft());
	}
}
