import * as v from 'valibot';
import { CallFault } from '#lib/client/api.ts';
import type { SendDraft, Sending } from '#lib/components/selection/types.ts';
import { t } from '#lib/messages/index.ts';
import { ask } from './ask.ts';

const Draft = v.object({
	fileIds: v.array(v.string()),
	viewHash: v.string(),
	left: v.array(
		v.object({ fileId: v.string(), why: v.picklist(['not-found', 'not-offered', 'under-order']) })
	)
});
const Placed = v.object({ id: v.string() });

type What = { galleryId: string; participantId: string; selectionId: string; orders: boolean };

/** "Send my choice": the server's draft is shown, and exactly that is sent. */
export class SendingChoice {
	open = $state(false);
	busy = $state(false);
	fault = $state<string>();
	draft = $state.raw<v.InferOutput<typeof Draft>>();
	/** The order's id when it was placed. */
	placed = $state<string>();
	readonly #what: () => What;
	readonly #nameOf: (fileId: string) => string;
	#again: string[] = [];
	/** The same for every try of the same act. */
	#key = '';

	constructor(what: () => What, nameOf: (fileId: string) => string) {
		this.#what = what;
		this.#nameOf = nameOf;
	}

	get shown(): SendDraft | undefined {
		const { draft } = this;
		if (!draft) return undefined;
		return {
			count: draft.fileIds.length,
			left: draft.left.map((each) => ({ ...each, name: this.#nameOf(each.fileId) }))
		};
	}

	async begin(countChosen: number) {
		Object.assign(this, { open: true, fault: undefined, draft: undefined });
		this.#again = [];
		if (this.#what().orders) await this.#askDraft();
		else this.draft = { fileIds: Array.from({ length: countChosen }, String), viewHash: '', left: [] };
	}

	async insist(fileIds: string[]) {
		this.#again = [...this.#again, ...fileIds];
		await this.#askDraft();
	}

	async #askDraft() {
		const { galleryId, participantId, selectionId } = this.#what();
		await this.#try(async () => {
			const body = { selectionId, ...(this.#again.length ? { again: this.#again } : {}) };
			this.draft = v.parse(Draft, await ask(`/g/${galleryId}/order-draft`, body, { participantId }));
			this.#key = crypto.randomUUID();
		});
	}

	async send({ note, receivers, addresses }: Sending) {
		const { galleryId, participantId, selectionId, orders } = this.#what();
		const { draft } = this;
		if (!draft) return;
		await this.#try(async () => {
			if (!orders) await ask(`/g/${galleryId}/selections/${selectionId}/lock`, {}, { participantId });
			else {
				const { fileIds, viewHash } = draft;
				const body = { fileIds, selectionId, viewHash, note, recipients: [...receivers, ...addresses] };
				const answer = await ask(`/g/${galleryId}/orders`, body, { participantId, key: this.#key });
				this.placed = v.parse(Placed, answer).id;
			}
			this.open = false;
		});
	}

	async #try(act: () => Promise<void>) {
		this.busy = true;
		this.fault = undefined;
		try {
			await act();
		} catch (fault) {
			if (!(fault instanceof CallFault)) throw fault;
			this.fault = fault.message;
			const fresh = v.safeParse(Draft, fault.problem['draft'] ?? fault.problem);
			if (fault.status === 412 && fresh.success) this.#shownAnew(fresh.output);
		} finally {
			this.busy = false;
		}
	}

	/** Something changed since she looked: the new draft is shown before anything is sent. */
	#shownAnew(draft: v.InferOutput<typeof Draft>) {
		this.draft = draft;
		this.#key = crypto.randomUUID();
		this.fault = t('client:send.changed');
	}
}
