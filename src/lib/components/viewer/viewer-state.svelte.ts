import type { Tool } from '#lib/client/pencil/drawing.ts';
import type { GridFile } from '#lib/components/grid/types.ts';
import type { Shape } from '#lib/domain/marks/values.ts';
import type { NewRemark } from './types.ts';
import { ZoomView } from './zoom-view.svelte.ts';

type Looking = {
	files: readonly GridFile[];
	current: string;
	onmove: (fileId: string) => void;
	onclose: () => void;
};

const mostCompared = 4;

/** What the viewer is doing besides showing: drawing, comparing, wiping between versions. */
export class ViewerState {
	readonly zoom = new ZoomView();
	tool = $state<Tool>();
	draft = $state<Shape[]>([]);
	/** The comment that is pointed at. */
	active = $state<string>();
	comparing = $state<string[]>([]);
	wiping = $state(false);
	helping = $state(false);
	readonly #looking: () => Looking;
	readonly at = $derived.by(() => {
		const { files, current } = this.#looking();
		const found = files.findIndex((file) => file.id === current);
		return found < 0 ? Math.max(0, Math.min(this.#lastAt, files.length - 1)) : found;
	});
	readonly file = $derived.by(() => this.#looking().files[this.at]);
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
		this.putAway();
		this.active = undefined;
		const { current } = this.#looking();
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

	putAway() {
		this.tool = undefined;
		this.draft = [];
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

	/** The comment with what was drawn for it. */
	remark(text: string, replyTo?: string): NewRemark | undefined {
		const { file } = this;
		if (!file) return undefined;
		const drawing = this.draft.length ? $state.snapshot(this.draft) : undefined;
		this.putAway();
		return { fileId: file.id, version: file.version, text, drawing, replyTo };
	}

	/** Esc takes back one thing after the other. */
	back() {
		if (this.tool || this.draft.length) this.putAway();
		else if (this.comparing.length) this.comparing = [];
		else if (this.wiping) this.wiping = false;
		else if (this.zoom.near) this.zoom.reset();
		else this.#looking().onclose();
	}
}
