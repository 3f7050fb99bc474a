import { MarksView } from '#lib/domain/marks/view.ts';

type Facts = Parameters<MarksView['setFacts']>[0];

/** All books of a room together. Whoever reads a picture's revision is told when that picture's marks change. */
export class LiveView {
	/** Read it after `revision` or `revisionOf(fileId)`. */
	marks = $state.raw(new MarksView());
	/** Raised by every change of any mark. */
	revision = $state(0);
	/** People, selections, files or who counts changed: every picture may look different. */
	#everything = $state(0);
	readonly #pictures: Record<string, Picture> = Object.create(null);
	readonly #voters: Record<string, number> = Object.create(null);

	revisionOf(fileId: string): number {
		return this.#everything + this.#picture(fileId).revision;
	}

	/** Another document begins. */
	reset() {
		this.marks = new MarksView();
	}

	setFacts(facts: Facts) {
		this.marks.setFacts(facts);
		this.#changedEverything();
	}

	setEntry(book: string, key: string, value: unknown) {
		const { fileIds, selectionId } = this.marks.setEntry(book, key, value);
		this.revision++;
		for (const fileId of fileIds) this.#picture(fileId).revision++;
		if (selectionId === undefined) return;
		// under "everyone", one voter more changes every picture
		const voters = this.marks.voters(selectionId);
		if (this.#voters[selectionId] !== voters) this.#changedEverything();
		this.#voters[selectionId] = voters;
	}

	#changedEverything() {
		this.#everything++;
		this.revision++;
	}

	#picture(fileId: string): Picture {
		return (this.#pictures[fileId] ??= new Picture());
	}
}

/** Counts the changes of one picture's marks. */
class Picture {
	revision = $state(0);
}
