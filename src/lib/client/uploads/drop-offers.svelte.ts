import { Action } from '#lib/client/action.svelte.ts';
import * as v from 'valibot';
import { callFor } from '#lib/client/api.ts';
import { DropOffers as Offers, OrderView } from '#lib/contract/order.ts';

export type OfferName = keyof Offers;

/** What a drop of finals has to ask: who is to get what nobody ordered, and who has an older version. */
export class DropOffers {
	offers = $state.raw<Offers>();
	/** Why it could not be asked; it is asked again when told to, and with the next drop. */
	get failed(): string | undefined {
		return this.#action.fault?.message;
	}
	readonly #action = new Action();
	readonly #path: string;
	/** Files already asked about. */
	#asked: readonly string[] = [];

	constructor(galleryId: string) {
		this.#path = `/api/v1/galleries/${galleryId}/orders`;
	}

	/** These have arrived: those not asked about yet are. */
	async ask(arrived: readonly string[]) {
		// dropped once more, they are asked about once more
		this.#asked = this.#asked.filter((id) => arrived.includes(id));
		const fresh = arrived.filter((id) => !this.#asked.includes(id));
		if (!fresh.length) return;
		this.#asked = [...this.#asked, ...fresh];
		const open = this.offers ? [...this.offers.nobodyOrdered.fileIds, ...this.offers.haveOlder.fileIds] : [];
		const isDone = await this.#action.run(async () => {
			const fileIds = [...new Set([...open, ...fresh])];
			this.offers = await callFor(Offers, 'POST', `${this.#path}/offers`, { fileIds });
		});
		if (!isDone) this.#asked = this.#asked.filter((id) => !fresh.includes(id));
	}

	place = (body: object) => callFor(v.array(OrderView), 'POST', this.#path, body);

	/** Decided: it is offered no more. Returns the files that it was about. */
	settle(which: OfferName): string[] {
		if (!this.offers) return [];
		const { fileIds } = this.offers[which];
		this.offers = { ...this.offers, [which]: { fileIds: [], people: [] } };
		return fileIds;
	}
}
