import * as v from 'valibot';
import { CallFault, callFor } from '#lib/client/api.ts';
import { DropOffers as Offers, OrderView } from '#lib/contract/order.ts';

export type OfferName = keyof Offers;

/** What a drop of finals has to ask: who is to get what nobody ordered, and who has an older version. */
export class DropOffers {
	offers = $state.raw<Offers>();
	/** Why it could not be asked; it is asked again when told to, and with the next drop. */
	failed = $state<string>();
	readonly #path: string;
	/** Files already asked about. */
	#asked: readonly string[] = [];

	constructor(galleryId: string) {
		this.#path = `/api/v1/galleries/${galleryId}/orders`;
	}

	/** These have arrived: those not asked about yet are. */
	async hear(arrived: readonly string[]) {
		// dropped once more, they are asked about once more
		this.#asked = this.#asked.filter((id) => arrived.includes(id));
		const fresh = arrived.filter((id) => !this.#asked.includes(id));
		if (!fresh.length) return;
		this.#asked = [...this.#asked, ...fresh];
		const open = this.offers ? [...this.offers.nobodyOrdered.fileIds, ...this.offers.haveOlder.fileIds] : [];
		try {
			this.offers = await callFor(Offers, 'POST', `${this.#path}/offers`, {
				fileIds: [...new Set([...open, ...fresh])]
			});
			this.failed = undefined;
		} catch (error) {
			if (!(error instanceof CallFault)) throw error;
			this.#asked = this.#asked.filter((id) => !fresh.includes(id));
			this.failed = error.message;
		}
	}

	place = (body: object) => callFor(v.array(OrderView), 'POST', this.#path, body);

	/** Answered: it is offered no more. Answers which files it was about. */
	settle(which: OfferName): string[] {
		if (!this.offers) return [];
		const { fileIds } = this.offers[which];
		this.offers = { ...this.offers, [which]: { fileIds: [], people: [] } };
		return fileIds;
	}
}
