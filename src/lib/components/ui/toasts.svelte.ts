import { createContext } from 'svelte';

export type Toast = { id: number; text: string; act?: { label: string; run: () => void } };

/** What just happened, said once, at the foot of the page. */
export class Toasts {
	list = $state<Toast[]>([]);
	#next = 0;

	say(text: string, act?: Toast['act'], lastsMs = act ? 9000 : 5000) {
		const id = this.#next++;
		this.list = [...this.list.slice(-2), { id, text, act }];
		setTimeout(() => this.drop(id), lastsMs);
	}

	drop(id: number) {
		this.list = this.list.filter((toast) => toast.id !== id);
	}
}

export const [useToasts, setToasts, hasToasts] = createContext<Toasts>();
