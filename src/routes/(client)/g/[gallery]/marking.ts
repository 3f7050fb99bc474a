import type { Label, Pick as Choice, Verdict } from '#lib/client/gallery/grid-file.ts';
import { markOfRemark } from '#lib/client/viewer/remarks.ts';
import type { NewRemark } from '#lib/client/viewer/types.ts';
import type { MarkRefusal } from '#lib/domain/marks/can-mark.ts';
import { formatMarkKey, type MarkKey } from '#lib/domain/marks/keys.ts';
import type { GalleryView } from './gallery-view.svelte.ts';

type Place = {
	view: GalleryView;
	/** Runs the act once they have a seat and a name; `dropped` where they give none. */
	named: (act: () => void, dropped?: () => void) => void;
	refused: (mark: { key: string; value: unknown }, why: MarkRefusal) => void;
};

/** What a person says about pictures; each lands in their own book. */
export class Marking {
	readonly #place: Place;

	constructor(place: Place) {
		this.#place = place;
	}

	pick = (fileId: string, pick: Choice | null) =>
		this.#inSelection((selectionId) => this.#write({ kind: 'pick', selectionId, fileId }, pick));

	verdict = (fileId: string, verdict: Verdict | null) =>
		this.#inSelection((selectionId) => this.#write({ kind: 'verdict', selectionId, fileId }, verdict));

	/** "I'm done": tells the others, and stops nothing. */
	done = (isDone: boolean) =>
		this.#inSelection((selectionId) => this.#write({ kind: 'done', selectionId }, isDone || null));

	stars = (fileId: string, stars: number) => this.#named({ kind: 'stars', fileId }, () => stars || null);

	/** The same label once more takes it back. */
	label = (fileId: string, label: Label) =>
		this.#named({ kind: 'label', fileId }, () => (this.#labelOf(fileId) === label ? null : label));

	resolve = (commentId: string, resolved: boolean) =>
		this.#named({ kind: 'resolve', commentId }, () => resolved || null);

	/** Answers whether it was kept. */
	say = (remark: NewRemark) =>
		new Promise<boolean>((resolve) => {
			const put = () => {
				const { key, value } = markOfRemark(this.#me, remark);
				resolve(this.#put(key, value));
			};
			this.#place.named(put, () => resolve(false));
		});

	get #me() {
		return this.#place.view.seat?.participantId ?? '';
	}

	#labelOf(fileId: string) {
		return this.#place.view.room?.view.labels(fileId).get(this.#me);
	}

	#inSelection(act: (selectionId: string) => void) {
		this.#place.named(() => {
			const selectionId = this.#place.view.selection?.id;
			if (selectionId) act(selectionId);
		});
	}

	#named(key: MarkKey, value: () => unknown) {
		this.#place.named(() => this.#write(key, value()));
	}

	/** null takes the mark back. */
	#write(key: MarkKey, value: unknown) {
		this.#put(formatMarkKey(key), value ?? undefined);
	}

	#put(key: string, value: unknown): boolean {
		const { room } = this.#place.view;
		const refusal = room ? room.setMark(key, value) : 'no-right';
		if (refusal) this.#place.refused({ key, value }, refusal);
		return !refusal;
	}
}
