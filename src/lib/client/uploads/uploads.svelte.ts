import { Upload, type DetailedError } from 'tus-js-client';
import { UploadView } from '#lib/contract/upload.ts';
import { isSidecar } from '#lib/domain/matching/sidecars.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import { callFor } from '#lib/client/api.ts';
import { withoutRoot, type Dropped } from './dropped.ts';
import { createUpload, ENDPOINT, isPassing, RETRY_MS, sentenceOf, statusOf } from './tus-wire.ts';

export type UploadTarget = {
	galleryId: string;
	/** Finals for this order: matched to its items first. */
	orderId?: string;
	/** Replaces this very file, whatever the name. */
	fileId?: string;
	/** They replace what they match, and become FINAL; what cannot be matched is asked about. */
	finals?: boolean;
};
export type UploadStatus = 'announcing' | 'waiting' | 'sending' | 'paused' | 'sent' | 'asked' | 'refused';

const PARALLEL = 3;
const ANNOUNCED_AT_ONCE = 6;
const CHUNK_BYTES = 64 * 1024 * 1024;

/** One file on its way. `problem` is the server's sentence. */
export class UploadItem {
	readonly name: string;
	readonly size: number;
	readonly section: string;
	/** The state asked for, where a person said one. */
	readonly state: FileState | undefined;
	status = $state<UploadStatus>('announcing');
	sent = $state(0);
	problem = $state<string>();
	/** Refused for what it is: trying again would be refused again. */
	isHopeless = $state(false);
	fileId = $state<string>();
	/** The question that it became. */
	unmatchedId = $state<string>();
	/** What its arrival asks was answered. */
	isSettled = $state(false);
	readonly source: File;
	/** The drop it came with. */
	drop: string;
	task: Upload | undefined;

	constructor({ file, section }: Dropped, drop: string, state?: FileState) {
		this.state = state;
		this.drop = drop;
		this.source = file;
		this.name = file.name;
		this.size = file.size;
		this.section = section;
	}
	get isOver() {
		return this.status === 'sent' || this.status === 'asked' || this.status === 'refused';
	}
}

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
	/** What was refused. What could not be placed is a question, not a failure. */
	get problems(): UploadItem[] {
		return this.items.filter(({ status }) => status === 'refused');
	}
	/** Questions that these became, as far as is known here. */
	get asked(): UploadItem[] {
		return this.items.filter(({ status }) => status === 'asked');
	}

	/** Adds the files of one drop; their uploads are all made known to the server before the first byte is sent. */
	async add(dropped: Dropped[], state?: FileState) {
		const drop = makeDropId();
		// a final's folders tell which of several pictures of its name it is for: none is taken away
		const files = this.#withoutSidecars(this.#isProofs ? withoutRoot(dropped) : dropped);
		const fresh = files.map((each) => new UploadItem(each, drop, state));
		this.items = [...this.items.filter((item) => this.#stays(item, files)), ...fresh];
		const items = fresh.length ? this.items.slice(-fresh.length) : [];
		await inTurns(items, ANNOUNCED_AT_ONCE, (item) => this.#announce(item));
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

	/** Of the questions some are open; what the others came to, their pictures or a person have said. */
	async hearOpen(open: readonly string[]) {
		const over = this.asked.filter(({ unmatchedId }) => unmatchedId && !open.includes(unmatchedId));
		await inTurns(over, ANNOUNCED_AT_ONCE, async (item) => {
			const answer = await callFor(UploadView, 'GET', `${ENDPOINT}/${item.unmatchedId}`);
			// the list of questions may be older than this one
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
		Object.assign(item, { status: 'announcing', problem: undefined, sent: 0, drop: makeDropId() });
		await this.#announce(item);
		this.#next();
	}

	dismiss() {
		this.items = this.items.filter((item) => !item.isOver);
		this.setAside = [];
	}

	/** Makes the upload known to the server, or finds an earlier try of the same file to go on with. */
	async #announce(item: UploadItem) {
		const metadata = this.#metadataOf(item);
		const task = this.#taskOf(item, metadata);
		item.task = task;
		try {
			const [earlier] = await task.findPreviousUploads();
			if (earlier) task.resumeFromPreviousUpload(earlier);
			else task.options.uploadUrl = await createUpload(item.size, metadata);
			if (item.status === 'announcing') item.status = 'waiting';
		} catch (error) {
			this.#refused(item, error instanceof Error ? error : new Error(String(error)));
		}
	}

	#metadataOf(item: UploadItem) {
		const { galleryId, orderId, fileId, finals } = this.#target;
		const metadata: Record<string, string> = { galleryId, filename: item.name, drop: item.drop };
		if (item.section) metadata['section'] = item.section;
		if (orderId) metadata['orderId'] = orderId;
		if (fileId) metadata['fileId'] = fileId;
		if (finals) Object.assign(metadata, { state: 'FINAL', replace: 'yes', match: 'ask' });
		if (item.state) metadata['state'] = item.state;
		return metadata;
	}

	#taskOf(item: UploadItem, metadata: Record<string, string>) {
		return new Upload(item.source, {
			endpoint: ENDPOINT,
			metadata,
			chunkSize: CHUNK_BYTES,
			retryDelays: RETRY_MS,
			removeFingerprintOnSuccess: true,
			fingerprint: async () => fingerprintOf(item, metadata),
			onShouldRetry: (error) => isPassing(error),
			onProgress: (sent) => void (item.sent = sent),
			onAfterResponse: (_, response) => {
				item.fileId = response.getHeader('Proofsheet-File') ?? item.fileId;
				item.unmatchedId = response.getHeader('Proofsheet-Unmatched');
				if (item.unmatchedId) item.status = 'asked';
			},
			onError: (error) => this.#refused(item, error),
			onSuccess: () => {
				if (item.status !== 'asked') item.status = 'sent';
				this.#next();
			}
		});
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

/** The same file for the same place: a reload goes on with it, another gallery begins anew. */
function fingerprintOf({ name, size, section, source }: UploadItem, metadata: Record<string, string>) {
	const { galleryId, orderId = '', fileId = '', state = '' } = metadata;
	return ['proofsheet', galleryId, orderId, fileId, state, section, name, size, source.lastModified].join(
		'|'
	);
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const makeDropId = () =>
	Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => ALPHABET[byte & 31]).join('');

async function inTurns<T>(items: T[], parallel: number, work: (item: T) => Promise<void>) {
	const queue = [...items];
	const run = async () => {
		for (let item = queue.shift(); item; item = queue.shift()) await work(item);
	};
	await Promise.all(Array.from({ length: parallel }, run));
}
