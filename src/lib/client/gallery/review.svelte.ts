import { call } from '#lib/client/api.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import { FileVersions } from './file-versions.svelte.ts';

/** Runs an act and says what is refused; resolves with whether it was done. */
type Attempt = (work: () => Promise<unknown>) => Promise<boolean>;

/** Finals that wait for an OK, one after another. None gets an OK before it was seen, and none two answers. */
export class Review {
	readonly versions = new FileVersions();
	note = $state('');
	readonly #files: () => readonly StudioFile[];
	readonly #attempt: Attempt;
	#at = $state(0);
	#isBusy = $state(false);
	/** What was answered last: it stands here until the announcement takes it away. */
	#answered = $state<string>();
	/** Addresses of pictures that the browser has shown, or cannot show. */
	#shown = $state.raw<readonly string[]>([]);

	constructor(files: () => readonly StudioFile[], attempt: Attempt) {
		this.#files = files;
		this.#attempt = attempt;
	}

	readonly of = $derived.by(() => this.#files().length);
	readonly at = $derived.by(() => Math.max(0, Math.min(this.#at, this.of - 1)));
	readonly file = $derived.by(() => this.#files()[this.at]);
	/** Nobody's work to be judged: is it this picture at all? */
	readonly isUnlike = $derived.by(() => this.file?.incoming?.asks === 'unlike');
	readonly n = $derived.by(() => this.file?.incoming?.version);
	readonly after = $derived.by(() => this.versions.pictureOf(this.n));
	readonly before = $derived.by(() => this.versions.pictureOf(this.file?.version));
	readonly #isSeen = $derived.by(() => {
		if (this.versions.of !== this.file?.id) return false;
		if (!this.versions.list.some(({ version }) => version === this.n)) return false;
		return this.after === undefined || this.#shown.includes(this.after);
	});
	readonly canRefuse = $derived.by(() => !this.#isBusy && this.#answered !== this.#key());
	readonly canAccept = $derived.by(() => this.canRefuse && this.#isSeen);

	shown = (url: string) => void (this.#shown = [...this.#shown, url]);

	step(by: 1 | -1) {
		const next = Math.max(0, Math.min(this.at + by, this.of - 1));
		if (next !== this.at) this.note = '';
		this.#at = next;
	}

	accept = async () => {
		if (this.canAccept) await this.#answer((path, version) => call('POST', `${path}/accept`, { version }));
	};

	/** `note`: what whoever brought it reads. */
	refuse = async (note = this.note) => {
		if (this.canRefuse)
			await this.#answer((path, version) => call('POST', `${path}/refuse`, { version, note }));
	};

	#key = () => `${this.file?.id} ${this.n}`;

	async #answer(send: (path: string, version: number) => Promise<unknown>) {
		const { file, n } = this;
		if (!file || n === undefined) return;
		const key = this.#key();
		this.#isBusy = true;
		const done = await this.#attempt(() => send(`/api/v1/files/${file.id}`, n));
		this.#isBusy = false;
		if (!done) return;
		this.#answered = key;
		this.note = '';
	}
}
