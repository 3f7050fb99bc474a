import type { Tool } from '#lib/client/pencil/drawing.ts';
import type { GridFile } from '#lib/client/gallery/grid-file.ts';
import type { Shape } from '#lib/domain/marks/values.ts';
import { t } from '#lib/messages/index.ts';
import type { Drafts } from './drafts.svelte.ts';
import type { Say } from './types.ts';
import { companionAsFile } from './companions.ts';
import { FilmPlayer, type FilmAct } from './film-player.svelte.ts';
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
	readonly player = new FilmPlayer();
	tool = $state<Tool>();
	/** The comment that is pointed at. */
	active = $state<string>();
	comparing = $state<string[]>([]);
	wiping = $state(false);
	helping = $state(false);
	/** The companion on show in its picture's place. */
	companionId = $state<string>();
	readonly #looking: () => Looking;
	readonly at = $derived.by(() => {
		const { files, current } = this.#looking();
		const found = files.findIndex((file) => file.id === current);
		return found < 0 ? Math.max(0, Math.min(this.#lastAt, files.length - 1)) : found;
	});
	readonly file = $derived.by(() => this.#looking().files[this.at]);
	/** What is looked at: the picture, or what goes with it. */
	readonly seen = $derived.by(() => {
		const { file } = this;
		const companion = file?.companions?.find(({ id }) => id === this.companionId);
		return file && companion ? companionAsFile(file, companion) : file;
	});
	readonly draft = $derived.by(() => this.#looking().drafts.of(this.file?.id ?? ''));
	readonly compared = $derived.by(() => {
		const { files } = this.#looking();
		return this.comparing.flatMap((id) => files.find((file) => file.id === id) ?? []);
	});
	/** A film is on show that this browser can play. */
	readonly canPlay = $derived.by(
		() => !!this.file?.film?.url && !this.compared.length && !this.wiping && !this.player.isBroken
	);
	/** Nobody draws on a frame beside the one that was drawn on. */
	readonly drawsWith = $derived.by(() => {
		const { tool, draft } = this;
		return draft.shapes.length && !this.isSeen({ time: draft.time }) ? undefined : tool;
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
		if (current !== this.#last) {
			this.player.close();
			this.companionId = undefined;
		}
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

	/** Undefined: the picture itself. What was drawn is on that. */
	showCompanion(companionId: string | undefined) {
		this.companionId = companionId;
		this.tool = undefined;
		this.player.close();
		this.zoom.reset();
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

	/** Plays, pauses and winds the film on show; its first key opens it. */
	playFilm(act: FilmAct) {
		const { player, file } = this;
		if (!this.canPlay) return;
		if (player.isOpen) player.act(act);
		else if (file?.film && act === 'toggle') player.open(file.film, { plays: true });
	}

	/** Something is begun to be said: a film stands still there. Who draws sees the film itself, not its poster. */
	begin(how: 'words' | 'drawing') {
		const { draft, player, file } = this;
		if (!this.canPlay || !file?.film) return;
		if (how === 'drawing') player.open(file.film, { plays: false });
		if (!player.isOpen) return;
		player.pause();
		if (how === 'drawing' && draft.shapes.length && draft.time !== undefined) player.show(draft.time);
		else draft.pin(player.time);
	}

	/** The first stroke says which frame is spoken of. */
	draw(shape: Shape) {
		const { draft, player } = this;
		if (player.isOpen && !draft.shapes.length) {
			player.pause();
			draft.pinAt(player.time);
		}
		draft.shapes.push(shape);
	}

	/** A comment is chosen, in the list or on the bar of the film: its moment is shown. */
	go({ id, time }: { id?: string; time?: number | undefined }) {
		this.active = id;
		const film = this.file?.film;
		if (time === undefined || !film || !this.canPlay) return;
		this.player.open(film, { plays: false });
		this.player.show(time);
	}

	/** Of a film, a drawing is seen on its own frame; one without a moment on the poster, and when it is chosen. */
	isSeen({ id, time }: { id?: string; time?: number | undefined }) {
		if (time !== undefined && this.canPlay) return this.player.standsAt(time);
		return !this.player.isOpen || (id !== undefined && this.active === id);
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
			// an answer speaks of the moment of what it answers
			time: draft.answering && !drawing ? undefined : draft.time,
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
		else if (this.seen !== this.file) this.showCompanion(undefined);
		else if (this.zoom.near) this.zoom.reset();
		else this.#looking().onclose();
	}
}
