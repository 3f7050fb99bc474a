import type { Label, Pick as Choice, Verdict } from '#lib/client/gallery/grid-file.ts';
import { markOfRemark } from '#lib/client/viewer/remarks.ts';
import type { NewRemark } from '#lib/client/viewer/types.ts';
import type { MarkRefusal } from '#lib/domain/marks/can-mark.ts';
import { formatMarkKey, type MarkKey } from '#lib/domain/marks/keys.ts';
import type { GalleryFile, GalleryState } from './gallery-state.svelte.ts';

type Given = {
	state: GalleryState<GalleryFile>;
	/** Runs the act once they have a seat and a name; `dropped` where they give none. */
	named?: (act: () => void, dropped?: () => void) => void;
	refused?: (mark: { key: string; value: unknown }, why: MarkRefusal) => void;
	/** Members: this remark is not for clients. */
	staysInside?: (remark: NewRemark) => boolean;
};

/** What a person says about pictures; each lands in their own book. */
export class Marking {
	readonly #given: Required<Given>;

	constructor(given: Given) {
		this.#given = {
			...{ named: (act) => act(), refused: () => undefined, staysInside: () => false },
			...given
		};
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

	/** Resolves with whether it was kept. */
	say = (remark: NewRemark) =>
		new Promise<boolean>((resolve) => {
			const put = () => {
				const { key, value } = markOfRemark(this.#me, remark);
				resolve(this.#put(key, value, this.#given.staysInside(remark)));
			};
			this.#given.named(put, () => resolve(false));
		});

	get #me() {
		return this.#given.state.seat?.participantId ?? '';
	}

	#labelOf(fileId: string) {
		return this.#given.state.room?.view.labels(fileId).get(this.#me);
	}

	#inSelection(act: (selectionId: string) => void) {
		this.#given.named(() => {
			const selectionId = this.#given.state.selection?.id;
			if (selectionId) act(selectionId);
		});
	}

	#named(key: MarkKey, value: () => unknown) {
		this.#given.named(() => this.#write(key, value()));
	}

	/** null takes the mark back. */
	#write(key: MarkKey, value: unknown) {
		this.#put(formatMarkKey(key), value ?? undefined);
	}

	#put(key: string, value: unknown, studioOnly = false): boolean {
		const { room } = this.#given.state;
		const refusal = room ? room.setMark(key, value, { studioOnly }) : 'no-right';
		if (refusal) this.#given.refused({ key, value }, refusal);
		return !refusal;
	}
}
