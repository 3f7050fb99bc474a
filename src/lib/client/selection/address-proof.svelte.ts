import { Action } from '#lib/client/action.svelte.ts';
import { call, callFor } from '#lib/client/api.ts';
import { AddressConfirmed } from '#lib/contract/invitation.ts';

/** A guest gives their address and proves it by the code that is mailed there. */
export class AddressProof {
	email = $state('');
	step = $state<'email' | 'code' | 'other'>('email');
	readonly #action = new Action();
	readonly #who: () => { galleryId: string; participantId: string };
	readonly #done: () => void;

	constructor(who: () => { galleryId: string; participantId: string }, done: () => void) {
		this.#who = who;
		this.#done = done;
	}

	get busy(): boolean {
		return this.#action.busy;
	}

	get fault(): string | undefined {
		const { fault } = this.#action;
		return fault?.field('email') ?? fault?.field('code') ?? fault?.message;
	}

	async mail(email: string) {
		const { galleryId, participantId } = this.#who();
		await this.#action.run(async () => {
			await call('POST', `/g/${galleryId}/address`, { email }, { participantId });
			this.email = email;
			this.step = 'code';
		});
	}

	async confirm(code: string) {
		const { galleryId, participantId } = this.#who();
		await this.#action.run(async () => {
			const body = { email: this.email, code };
			const path = `/g/${galleryId}/address/confirm`;
			const confirmed = await callFor(AddressConfirmed, 'POST', path, body, { participantId });
			// where the address is somebody's already, this browser is that person from now on
			if (confirmed.participantId === participantId) this.#done();
			else this.step = 'other';
		});
	}

	/** Another address, please. */
	back() {
		this.step = 'email';
		this.#action.clear();
	}
}
