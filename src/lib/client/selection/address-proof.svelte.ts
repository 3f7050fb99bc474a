import { call, callFor, CallFault } from '#lib/client/api.ts';
import { AddressConfirmed } from '#lib/contract/invitation.ts';
import { t } from '#lib/messages/index.ts';

/** A guest gives their address and proves it by the code that is mailed there. */
export class AddressProof {
	email = $state('');
	step = $state<'email' | 'code' | 'other'>('email');
	busy = $state(false);
	fault = $state<string>();
	readonly #who: () => { galleryId: string; participantId: string };
	readonly #done: () => void;

	constructor(who: () => { galleryId: string; participantId: string }, done: () => void) {
		this.#who = who;
		this.#done = done;
	}

	async mail(email: string) {
		const { galleryId, participantId } = this.#who();
		await this.#try(async () => {
			await call('POST', `/g/${galleryId}/address`, { email }, { participantId });
			this.email = email;
			this.step = 'code';
		});
	}

	async confirm(code: string) {
		const { galleryId, participantId } = this.#who();
		await this.#try(async () => {
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
		this.fault = undefined;
	}

	async #try(act: () => Promise<void>) {
		this.busy = true;
		this.fault = undefined;
		try {
			await act();
		} catch (fault) {
			if (!(fault instanceof CallFault)) throw fault;
			this.fault = fault.field('email') ?? fault.field('code') ?? (fault.message || t('client:call.failed'));
		} finally {
			this.busy = false;
		}
	}
}
