import { Upload, type DetailedError } from 'tus-js-client';
import type { Dropped } from './dropped.ts';

export type UploadTarget = {
	galleryId: string;
	/** Finals for this order: matched to its items first. */
	orderId?: string;
	/** Replaces this very file, whatever the name. */
	fileId?: string;
	/** They replace what they match, and become FINAL; what cannot be matched is asked about. */
	finals?: boolean;
};
export type UploadStatus = 'waiting' | 'sending' | 'paused' | 'sent' | 'asked' | 'refused';

const PARALLEL = 3;
const CHUNK_BYTES = 64 * 1024 * 1024;
// while the server is away: for about a day, at ever longer waits
const RETRY_MS = [0, 500, 1000, 2000, 5000, ...Array.from({ length: 3000 }, () => 10_000)];

/** One file on its way. `problem` is the server's sentence. */
export class UploadItem {
	readonly name: string;
	readonly size: number;
	readonly section: string;
	status = $state<UploadStatus>('waiting');
	sent = $state(0);
	problem = $state<string>();
	fileId = $state<string>();
	readonly source: File;
	task: Upload | undefined;

	constructor({ file, section }: Dropped) {
		this.source = file;
		this.name = file.name;
		this.size = file.size;
		this.section = section;
	}
	get isOver() {
		return this.status === 'sent' || this.status === 'asked' || this.status === 'refused';
	}
}

/** All uploads of one page: three at a time, each resumable, the whole told as one progress. */
export class Uploads {
	items = $state<UploadItem[]>([]);
	isPaused = $state(false);
	readonly #target: UploadTarget;
	readonly #onsent: () => void;

	constructor(target: UploadTarget, onsent: () => void = () => undefined) {
		this.#target = target;
		this.#onsent = onsent;
	}

	total = $derived(this.items.reduce((sum, item) => sum + item.size, 0));
	sent = $derived(this.items.reduce((sum, item) => sum + (item.isOver ? item.size : item.sent), 0));
	left = $derived(this.items.filter((item) => !item.isOver).length);
	isBusy = $derived(this.left > 0);

	/** Adds the files of one drop; their uploads are all made known to the server before the first byte is sent. */
	async add(files: Dropped[]) {
		const drop = makeDropId();
		const fresh = files.map((each) => new UploadItem(each));
		this.items = [...this.items.filter((item) => !item.isOver), ...fresh];
		const items = this.items.slice(-fresh.length);
		for (const item of items) this.#prepare(item, drop);
		await inTurns(items, PARALLEL, (item) => this.#announce(item));
		this.#next();
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

	retry(item: UploadItem) {
		Object.assign(item, { status: 'waiting', problem: undefined, sent: 0 });
		this.#prepare(item, makeDropId());
		this.#next();
	}

	dismiss() {
		this.items = this.items.filter((item) => !item.isOver);
	}

	#prepare(item: UploadItem, drop: string) {
		const { galleryId, orderId, fileId, finals } = this.#target;
		const metadata: Record<string, string> = { galleryId, filename: item.name, drop };
		if (item.section) metadata['section'] = item.section;
		if (orderId) metadata['orderId'] = orderId;
		if (fileId) metadata['fileId'] = fileId;
		if (finals) Object.assign(metadata, { state: 'FINAL', replace: 'yes', match: 'ask' });
		item.task = new Upload(item.source, {
			endpoint: '/api/v1/uploads',
			metadata,
			chunkSize: CHUNK_BYTES,
			retryDelays: RETRY_MS,
			removeFingerprintOnSuccess: true,
			onShouldRetry: (error) => isPassing(error),
			onProgress: (sent) => void (item.sent = sent),
			onAfterResponse: (_, response) => {
				item.fileId = response.getHeader('Proofsheet-File') ?? item.fileId;
				if (response.getHeader('Proofsheet-Unmatched')) item.status = 'asked';
			},
			onError: (error) => this.#refused(item, error),
			onSuccess: () => {
				if (item.status !== 'asked') item.status = 'sent';
				this.#onsent();
				this.#next();
			}
		});
	}

	/** Finds an earlier try of the same file, so that it goes on from where the server is. */
	async #announce(item: UploadItem) {
		const [earlier] = (await item.task?.findPreviousUploads()) ?? [];
		if (earlier) item.task?.resumeFromPreviousUpload(earlier);
	}

	#next() {
		if (this.isPaused) return;
		const free = PARALLEL - this.items.filter(({ status }) => status === 'sending').length;
		for (const item of this.items.filter(({ status }) => status === 'waiting').slice(0, Math.max(0, free))) {
			item.status = 'sending';
			item.task?.start();
		}
	}

	#refused(item: UploadItem, error: Error | DetailedError) {
		item.status = 'refused';
		item.problem = sentenceOf(error);
		this.#next();
	}
}

function isPassing(error: Error | DetailedError): boolean {
	const status = 'originalResponse' in error ? (error.originalResponse?.getStatus() ?? 0) : 0;
	return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
}

function sentenceOf(error: Error | DetailedError): string {
	const body = 'originalResponse' in error ? error.originalResponse?.getBody() : undefined;
	try {
		return JSON.parse(body ?? '').detail;
	} catch {
		return error.message;
	}
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const makeDropId = () => Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => ALPHABET[byte & 31]).join('');

async function inTurns<T>(items: T[], parallel: number, work: (item: T) => Promise<void>) {
	const queue = [...items];
	const run = async () => {
		for (let item = queue.shift(); item; item = queue.shift()) await work(item);
	};
	await Promise.all(Array.from({ length: parallel }, run));
}
