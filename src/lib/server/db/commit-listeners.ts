export type Touched = 'announcement' | 'job';
export type Listener = (what: ReadonlySet<Touched>) => void;

/** Tells, after a commit, what its transaction said that others wait for. */
export function commitListeners() {
	const listeners: Listener[] = [];
	let pending = new Set<Touched>();
	return {
		touched: (what: Touched) => void pending.add(what),
		listen: (listener: Listener) => void listeners.push(listener),
		rolledBack: () => void (pending = new Set()),
		committed: () => {
			const what = pending;
			pending = new Set();
			if (what.size) for (const listener of listeners) listener(what);
		}
	};
}
