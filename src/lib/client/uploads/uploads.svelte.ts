import type { DetailedError } from 'tus-js-client';
import { callFor } from '#lib/client/api.ts';
import { UploadView } from '#lib/contract/upload.ts';
import { isSidecar } from '#lib/domain/matching/sidecars.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import { withoutRoot, type Dropped } from './dropped.ts';
import { ENDPOINT, sentenceOf, statusOf } from './tus-wire.ts';
import { UploadItem } from './upload-item.svelte.ts';
import { announceUpload, type UploadTarget } from './upload-task.ts';

const PARALLEL = 3;
const ANNOUNCED_AT_ONCE = 6;

/**
 * All uploads of one page: three at a time, each resumable, the whole told as one progress. Make one with the target
 * and `add` what was dropped; show `items` (status, sent, problem), `sent` of `total`, `isBusy`; `pause`, `resume`,
 * `retry(item)`. A page that was reloaded goes on where the server is when the same files are dropped again.
 */
export class Uploads {
	items = $state<UploadItem[]>([]);
	/** Names of sidecars and of what systems leave in folders: not sent, and told in one line. */
	setAside = $state<string[]>([]);
	isPaused = $state(false);
	readonly #target: UploadTarget;

	constructor(target: UploadTarget) {
		this.#target = target;
	}

	// getters: a $derived would stand still when the page that made this is left, while bytes still flow
	get total(): number {
		return this.items.reduce((sum, item) => sum + item.size, 0);
	}
	get sent(): number {
		return this.items.reduce((sum, item) => sum + (item.isOver ? item.size : item.sent), 0);
	}
	get left(): number {
		return this.items.filter((item) => !item.isOver).length;
	}
	get isBusy(): boolean {
		return this.left > 0;
	}
	/** Files placed here whose arrival nobody has answered for; empty until everything has come. */
	get arrived(): string[] {
		if (this.isBusy) return [];
		return this.items.flatMap(({ status, fileId, isSettled }) =>
			status === 'sent' && fileId && !isSettled ? [fileId] : []
		);
	}
	/** What was refused. What could not be matched is no failure: somebody is asked. */
	get problems(): UploadItem[] {
		return this.items.filter(({ status }) => status === 'refused');
	}
	/** Those that no picture was found for, as far as is known here. */
	get unmatched(): UploadItem[] {
		return this.items.filter(({ status }) => status === 'unmatched');
	}

	/** Adds the files of one drop; their uploads are all made known to the server before the first byte is sent. */
	async add(dropped: Dropped[], state?: FileState) {
		const drop = makeDropId();
		// a final's folders tell which of several pictures of its name it is for: none is taken away
		const files = this.#withoutSidecars(this.#isProofs ? withoutRoot(dropped) : dropped);
		const fresh = files.map((each) => new UploadItem(each, drop, state));
		this.items = [...this.items.filter((item) => this.#stays(item, files)), ...fresh];
		const items = fresh.length ? this.items.slice(-fresh.length) : [];
		await inPool(items, ANNOUNCED_AT_ONCE, (item) => this.#announce(item));
		this.#next();
	}

	/** What a drop under way has done is told together with the next one; what was refused stays until it is tried. */
	#stays({ status, name, section }: UploadItem, files: readonly Dropped[]): boolean {
		if (status !== 'refused') return this.isBusy;
		return !files.some((each) => each.file.name === name && each.section === section);
	}

	get #isProofs() {
		const { finals, orderId, fileId } = this.#target;
		return !finals && !orderId && !fileId;
	}

	/** Replaced by hand, a sidecar is what was meant. */
	#withoutSidecars(files: Dropped[]): Dropped[] {
		if (this.#target.fileId) return files;
		const aside = files.filter(({ file }) => isSidecar(file.name)).map(({ file }) => file.name);
		this.setAside = this.isBusy ? [...this.setAside, ...aside] : aside;
		return files.filter(({ file }) => !isSidecar(file.name));
	}

	/** Some of the unmatched uploads are still open: asks what became of the others. */
	async followUnmatched(open: readonly string[]) {
		const over = this.unmatched.filter(({ unmatchedId }) => unmatchedId && !open.includes(unmatchedId));
		await inPool(over, ANNOUNCED_AT_ONCE, async (item) => {
			const answer = await callFor(UploadView, 'GET', `${ENDPOINT}/${item.unmatchedId}`);
			// the list of open ones may be older than this one
			if (answer.problem) return;
			item.fileId = answer.fileId;
			item.status = 'sent';
		});
	}

	/** What the arrival of these files asked was answered. */
	settle(fileIds: readonly string[]) {
		for (const item of this.items) if (item.fileId && fileIds.includes(item.fileId)) item.isSettled = true;
	}

	pause() {
		this.isPaused = true;
		for (const item of this.items.filter(({ status }) => status === 'sending')) {
			void item.task?.abort();
			item.status = 'paused';
		}
	}

	resume() {
		this.isPaused = false;
		for (const item of this.items.filter(({ status }) => status === 'paused')) item.status = 'waiting';
		this.#next();
	}

	async retry(item: UploadItem) {
		item.restart(makeDropId());
		await this.#announce(item);
		this.#next();
	}

	dismiss() {
		this.items = this.items.filter((item) => !item.isOver);
		this.setAside = [];
	}

	async #announce(item: UploadItem) {
		try {
			await announceUpload(item, this.#target, {
				onrefused: (error) => this.#refused(item, error),
				onsent: () => {
					if (item.status !== 'unmatched') item.status = 'sent';
					this.#next();
				}
			});
			if (item.status === 'announcing') item.status = 'waiting';
		} catch (error) {
			this.#refused(item, error instanceof Error ? error : new Error(String(error)));
		}
	}

	#next() {
		if (this.isPaused) return;
		const free = PARALLEL - this.items.filter(({ status }) => status === 'sending').length;
		// one drop is one delivery: no byte of it is sent before the server knows all of it
		const unknown = new Set(
			this.items.filter(({ status }) => status === 'announcing').map(({ drop }) => drop)
		);
		const waiting = this.items.filter(({ status, drop }) => status === 'waiting' && !unknown.has(drop));
		for (const item of waiting.slice(0, Math.max(0, free))) {
			item.status = 'sending';
			item.task?.start();
		}
	}

	#refused(item: UploadItem, error: Error | DetailedError) {
		item.status = 'refused';
		item.problem = sentenceOf(error);
		item.isHopeless = HOPELESS.includes(statusOf(error));
		this.#next();
	}
}

/** Of the file itself: empty, dangerous, too big, or what no name can be. */
const HOPELESS = [400, 413, 415, 422];

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const makeDropId = () =>
	Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => ALPHABET[byte & 31]).join('');

/** So many at a time, in the order of the list. */
async function inPool<T>(items: T[], parallel: number, work: (item: T) => Promise<void>) {
	const queue = [...items];
	const run = async () => {
		for (let item = queue.shift(); item; item = queue.shift()) await work(item);
	};
	await Promise.all(Array.from({ length: parallel }, run));
}
