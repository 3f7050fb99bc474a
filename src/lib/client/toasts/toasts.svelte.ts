import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { roomAbove, type Foot } from './room-above.ts';

export type Toast = { id: number; text: string; act?: { label: string; run: () => void } };

const LASTS_MS = 5000;

/** What just happened, said once, at the foot of whatever stands on top. */
export class Toasts {
	list = $state<Toast[]>([]);
	/** The page, and each dialog that is open over it: what lies below the last one cannot be seen or pressed. */
	places = $state.raw<readonly object[]>([]);
	readonly #feet = new SvelteMap<HTMLElement, Foot>();
	#next = 0;

	/** One that offers something stays until it was pressed or closed. */
	say(text: string, act?: Toast['act']) {
		const id = this.#next++;
		this.list = [...this.list.slice(-2), { id, text, act }];
		if (!act) setTimeout(() => this.drop(id), LASTS_MS);
	}

	drop(id: number) {
		this.list = this.list.filter((toast) => toast.id !== id);
	}

	/** Another place for them to be shown; returns how to leave it. */
	stand(place: object) {
		this.places = [...this.places, place];
		return () => void (this.places = this.places.filter((each) => each !== place));
	}

	/** Attached to what is pressed at the foot of the window or of a dialog: toasts stand above it, however high it is. */
	readonly standAbove = (foot: HTMLElement) => {
		const measure = () => {
			const { top, bottom } = foot.getBoundingClientRect();
			this.#feet.set(foot, { from: window.innerHeight - bottom, to: window.innerHeight - top });
		};
		const watch = new ResizeObserver(measure);
		watch.observe(foot);
		// a foot of a dialog goes along with the height of all of it
		const box = foot.closest('dialog');
		if (box) watch.observe(box);
		window.addEventListener('resize', measure);
		return () => {
			watch.disconnect();
			window.removeEventListener('resize', measure);
			this.#feet.delete(foot);
		};
	};

	/** px from below for toasts of that height; what stands in another dialog, or behind this one, is not in their way. */
	roomFor(height: number, dialog: HTMLElement | null): number {
		const near = [...this.#feet].filter(([foot]) => foot.closest('dialog') === dialog);
		return roomAbove(
			near.map(([, foot]) => foot),
			height
		);
	}
}

export const [useToasts, setToasts, hasToasts] = createContext<Toasts>();
