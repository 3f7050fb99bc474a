import * as v from 'valibot';

/** A mark that the server has not acknowledged; `was` is what stood there when she made it (absent: nothing). */
const Waiting = v.object({ key: v.string(), value: v.optional(v.unknown()), was: v.optional(v.unknown()) });
export type WaitingMark = v.InferOutput<typeof Waiting>;

/** Marks of one person in one gallery that stay on this device until the server has them. */
export class WaitingMarks {
	readonly #place: string;

	constructor(galleryId: string, participantId: string) {
		this.#place = `waiting:${galleryId}:${participantId}`;
	}

	list(): WaitingMark[] {
		const read = v.safeParse(v.array(Waiting), parse(localStorage.getItem(this.#place)));
		return read.success ? read.output : [];
	}

	/** The first `was` of a key counts: what she saw when she began. */
	add(mark: WaitingMark) {
		const kept = this.list();
		const first = kept.find(({ key }) => key === mark.key);
		this.#keep([...kept.filter(({ key }) => key !== mark.key), first ? { ...mark, was: first.was } : mark]);
	}

	clear() {
		localStorage.removeItem(this.#place);
	}

	#keep(marks: WaitingMark[]) {
		localStorage.setItem(this.#place, JSON.stringify(marks));
	}
}

function parse(text: string | null): unknown {
	try {
		return JSON.parse(text ?? '[]');
	} catch {
		return [];
	}
}

/** Equal as marks are: plain values and small objects. */
export const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
