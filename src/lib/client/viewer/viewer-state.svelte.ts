import type { Tool } from '#lib/client/pencil/drawing.ts';
import type { GridFile } from '#lib/client/gallery/grid-file.ts';
import { t } from '#lib/messages/index.ts';
import type { Drafts } from './drafts.svelte.ts';
import type { Say } from './types.ts';
import { ZoomView } from './zoom-view.svelte.ts';

type Looking = {
	files: readonly GridFile[];
	current: string;
	drafts: Drafts;
	onmove: (fileId: string) => void;
	onclose: () => void;
};

const mostCompared = 4;

/** What the viewer is doing besides showing: drawing, comparing, wiping between versions. */
export class ViewerState {
	readonly zoom = new ZoomView();
	tool = $state<Tool>();
	/** The comment that is pointed at. */
	active = $state<string>();
	comparing = $state<string[]>([]);
	wiping = $state(false);
	helping = $state(false);
	/** The film on show is being played. */
	playing = $state(false);
	readonly #looking: () => Looking;
	readonly at = $derived.by(() => {
		const { files, current } = this.#looking();
		const found = files.findIndex((file) => file.id === current);
		return found < 0 ? Math.max(0, Math.min(this.#lastAt, files.length - 1)) : found;
	});
	readonly file = $derived.by(() => this.#looking().files[this.at]);
	readonly draft = $derived.by(() => this.#looking().drafts.of(this.file?.id ?? ''));
	readonly compared = $derived.by(() => {
		const { files } = this.#looking();
		return this.comparing.flatMap((id) => files.find((file) => file.id === id) ?? []);
	});
	readonly canAdd = $derived.by(
		() => this.compared.length < Math.min(mostCompared, this.#looking().files.length)
	);

	/** On show until now. */
	#last: string | undefined;
	#lastAt = 0;

	constructor(looking: () => Looking) {
		this.#looking = looking;
	}

	/** Another picture is on show: what belonged to the last one is put away. */
	turned() {
		this.tool = undefined;
		this.active = undefined;
		const { current } = this.#looking();
		this.playing = this.playing && current === this.#last;
		// however it came there, what keys act on is among what is compared
		if (!this.comparing.includes(current))
			this.comparing = this.comparing.map((id) => (id === this.#last ? current : id));
		this.#last = current;
		this.#lastAt = this.at;
		if (!this.comparing.length) this.zoom.reset();
	}

	/** What is on show was taken away: the one in its place is shown, and without any the viewer goes. */
	stay() {
		const { files, current, onmove, onclose } = this.#looking();
		if (files.some(({ id }) => id === current)) return;
		if (this.file) onmove(this.file.id);
		else onclose();
	}

	/** The next one that way; while comparing, the next that is not there yet. */
	beside(step: 1 | -1): GridFile | undefined {
		const { files } = this.#looking();
		const ahead = step > 0 ? files.slice(this.at + 1) : files.slice(0, this.at).reverse();
		return ahead.find(({ id }) => !this.comparing.includes(id));
	}

	move(step: 1 | -1) {
		const next = this.beside(step);
		if (next) this.#looking().onmove(next.id);
	}

	compare() {
		const { files } = this.#looking();
		const pair = [files[this.at], files[this.at + 1] ?? files[this.at - 1]].flatMap((file) => file?.id ?? []);
		this.wiping = false;
		this.comparing = this.comparing.length ? [] : pair;
		this.zoom.reset();
	}

	/** One more picture to compare: the next that is not there yet. */
	compareMore() {
		const { files } = this.#looking();
		const next = [...files.slice(this.at), ...files].find((file) => !this.comparing.includes(file.id));
		if (next) this.comparing.push(next.id);
	}

	/** Sends what is written and drawn. It stays in the field until it was kept, for this may ask their name first. */
	async say(send: Say) {
		const { draft, file } = this;
		const text = draft.text.trim() || (draft.shapes.length ? t('client:talk.seeDrawing') : '');
		if (!file || !text || draft.isOnItsWay) return;
		const drawing = draft.shapes.length ? $state.snapshot(draft.shapes) : undefined;
		Object.assign(draft, { isOnItsWay: true, isRefused: false });
		const isKept = await send({
			...{ fileId: file.id, version: file.version, text, drawing },
			replyTo: draft.answering?.id
		});
		Object.assign(draft, { isOnItsWay: false, isRefused: !isKept });
		if (!isKept) return;
		draft.clear();
		if (draft === this.draft) this.tool = undefined;
	}

	/** Esc takes back one thing after the other. */
	back() {
		if (this.tool) this.tool = undefined;
		else if (this.comparing.length) this.comparing = [];
		else if (this.wiping) this.wiping = false;
		else if (this.zoom.near) this.zoom.reset();
		else this.#looking().onclose();
	}
}
