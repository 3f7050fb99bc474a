import type { Shape } from '#lib/domain/marks/values.ts';

/** What is being said about one picture: it stays until it was kept, whatever else is looked at meanwhile. */
export class Draft {
	text = $state('');
	shapes = $state<Shape[]>([]);
	/** What the words answer. */
	answering = $state.raw<{ id: string; name: string }>();
	isOnItsWay = $state(false);
	isRefused = $state(false);

	clear() {
		this.text = '';
		this.shapes = [];
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
