import { createContext } from 'svelte';

export type Toast = { id: number; text: string; act?: { label: string; run: () => void } };

const LASTS_MS = 5000;

/** What just happened, said once, at the foot of whatever stands on top. */
export class Toasts {
	list = $state<Toast[]>([]);
	/** The page, and each dialog that is open over it: what lies below the last one cannot be seen or pressed. */
	places = $state.raw<readonly object[]>([]);
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

	/** Another place for them to be shown; answers how to leave it. */
	stand(place: object) {
		this.places = [...this.places, place];
		return () => void (this.places = this.places.filter((each) => each !== place));
	}
}

export const [useToasts, setToasts, hasToasts] = createContext<Toasts>();
