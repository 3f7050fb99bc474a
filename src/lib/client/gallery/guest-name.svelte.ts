import { Action } from '#lib/client/action.svelte.ts';
import type { Seat } from '#lib/contract/seat.ts';

type Wanted = { act: () => void; dropped: () => void };
type Given = {
	seat: () => Seat | undefined;
	/** Tells the server who they are, and joins the room as such. */
	take: (name: string) => Promise<void>;
};

/** A guest says who they are before their first mark; what they wanted to do waits for it. */
export class GuestName {
	/** The dialog is open. */
	asking = $state(false);
	readonly action = new Action();
	readonly #given: Given;
	/** What they wanted to do before they had a seat, or gave their name. */
	#wanted: Wanted[] = [];
	#isNamed = false;

	constructor(given: Given) {
		this.#given = given;
	}

	/** Runs the act once they have a seat and a name; `dropped` where they give none. */
	readonly first = (act: () => void, dropped: () => void = () => undefined) => {
		const seat = this.#given.seat();
		if (seat && !seat.needsName) return act();
		// a name is asked for one act; without a seat yet, all wait for it
		const before = this.#wanted;
		this.#wanted = seat ? [{ act, dropped }] : [...before, { act, dropped }];
		if (seat) for (const each of before) each.dropped();
		this.asking = seat?.needsName === true;
	};

	async take(name: string) {
		const isTaken = await this.action.run(() => this.#given.take(name));
		if (!isTaken) return;
		this.#isNamed = true;
		this.asking = false;
	}

	/** They closed the dialog: with a name or without one. */
	closed() {
		if (!this.#isNamed) for (const { dropped } of this.#wanted.splice(0)) dropped();
	}

	/** Called when they have a seat: what they wanted before goes on, or they say who they are first. */
	seated() {
		if (this.#given.seat()?.needsName) this.asking = this.#wanted.length > 0;
		else for (const { act } of this.#wanted.splice(0)) act();
	}
}
