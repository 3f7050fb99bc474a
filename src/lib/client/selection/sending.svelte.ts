import * as v from 'valibot';
import { Action } from '#lib/client/action.svelte.ts';
import { call, callFor, type CallFault } from '#lib/client/api.ts';
import { OrderDraftView, OwnOrder } from '#lib/contract/order.ts';
import type { SendDraft, Sending } from './types.ts';
import { t } from '#lib/messages/index.ts';

type What = { galleryId: string; participantId: string; selectionId: string; orders: boolean };

/** "Send my choice", or ticked pictures alone: the server's draft is shown, and exactly that is sent. */
export class SendingChoice {
	open = $state(false);
	draft = $state.raw<OrderDraftView>();
	/** The order's id when it was placed. */
	placed = $state<string>();
	/** How often something went out: what was typed for it is done with. */
	times = $state(0);
	readonly #what: () => What;
	readonly #nameOf: (fileId: string) => string;
	/** Ticked pictures are ordered; the selection stays as it is. */
	ticked = $state.raw<readonly string[]>();
	/** A guest's first order: the studio has to know where to send it. */
	needsAddress = $state(false);
	readonly #action = new Action();
	/** What is shown is not what they were asked about any more. */
	#isChanged = $state(false);
	#again: string[] = [];
	/** What they sent last, for when the address is confirmed. */
	#last: Sending | undefined;
	/** The same for every try of the same act. */
	#key = '';

	constructor(what: () => What, nameOf: (fileId: string) => string) {
		this.#what = what;
		this.#nameOf = nameOf;
	}

	get busy(): boolean {
		return this.#action.busy;
	}

	get fault(): string | undefined {
		if (this.#isChanged) return t('client:send.changed');
		return this.needsAddress ? undefined : this.#action.sentence;
	}

	/** Sending closes the selection alone: nothing of it can be ordered. */
	get locks(): boolean {
		if (this.ticked) return false;
		return !this.#what().orders || this.draft?.fileIds.length === 0;
	}

	/** What they wrote to the studio when they last sent. */
	get note(): string {
		return this.#last?.note ?? '';
	}

	get shown(): SendDraft | undefined {
		const { draft } = this;
		if (!draft) return undefined;
		// where nothing of it can be ordered, what is left out is what is chosen
		const chosen = draft.left.filter(({ why }) => why !== 'not-found').length;
		return {
			count: this.locks ? draft.fileIds.length || chosen : draft.fileIds.length,
			fileIds: this.ticked || this.#what().orders ? draft.fileIds : [],
			left: draft.left.map((each) => ({ ...each, name: this.#nameOf(each.fileId) }))
		};
	}

	async beginTicked(fileIds: readonly string[]) {
		this.#reset(fileIds);
		await this.#askDraft();
	}

	async begin(countChosen: number) {
		this.#reset(undefined);
		if (this.#what().orders) await this.#askDraft();
		else this.draft = { fileIds: Array.from({ length: countChosen }, String), viewHash: '', left: [] };
	}

	#reset(ticked: readonly string[] | undefined) {
		Object.assign(this, { open: true, draft: undefined, ticked });
		this.#action.clear();
		this.#isChanged = false;
		this.#again = [];
	}

	async insist(fileIds: string[]) {
		this.#again = [...this.#again, ...fileIds];
		await this.#askDraft();
	}

	async #askDraft() {
		const { galleryId, participantId, selectionId } = this.#what();
		await this.#try(async () => {
			const which = this.ticked ? { fileIds: this.ticked } : { selectionId };
			const body = { ...which, ...(this.#again.length ? { again: this.#again } : {}) };
			this.draft = await callFor(OrderDraftView, 'POST', `/g/${galleryId}/order-draft`, body, {
				participantId
			});
			this.#key = crypto.randomUUID();
		});
	}

	/** Resolves true when it is sent. */
	async send(sending: Sending): Promise<boolean> {
		if (this.busy) return false;
		const { galleryId, participantId, selectionId } = this.#what();
		this.#last = sending;
		await this.#try(async () => {
			if (this.locks)
				await call('POST', `/g/${galleryId}/selections/${selectionId}/lock`, {}, { participantId });
			else await this.#place(sending);
			this.open = false;
			this.times++;
		});
		return !this.open;
	}

	/** Once more, now that the address is known. */
	async sendAgain(): Promise<boolean> {
		this.needsAddress = false;
		return this.#last ? this.send(this.#last) : false;
	}

	async #place({ note, receivers, addresses }: Sending) {
		const { galleryId, participantId, selectionId } = this.#what();
		if (!this.draft) return;
		const { fileIds, viewHash } = this.draft;
		const locks = this.ticked ? {} : { selectionId };
		const body = { fileIds, ...locks, viewHash, note, recipients: [...receivers, ...addresses] };
		const who = { participantId, key: this.#key };
		this.placed = (await callFor(OwnOrder, 'POST', `/g/${galleryId}/orders`, body, who)).id;
	}

	async #try(act: () => Promise<void>) {
		this.#isChanged = false;
		await this.#action.run(act);
		const { fault } = this.#action;
		if (fault) this.#refused(fault);
	}

	/** Where something changed since they looked, the new draft is shown before anything is sent. */
	#refused({ status, problem }: CallFault) {
		this.needsAddress = problem['needsAddress'] === true;
		const fresh = v.safeParse(OrderDraftView, problem['draft'] ?? problem);
		if (status !== 412 || !fresh.success) return;
		this.draft = fresh.output;
		this.#key = crypto.randomUUID();
		this.#isChanged = true;
	}
}
