const HOLD_MS = 420;

/** An attachment: a long touch calls `open` and swallows the click that follows it. */
export const holdOpens = (open: () => void) => (element: HTMLElement) => new Hold(open).on(element);

class Hold {
	readonly #open: () => void;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#hasOpened = false;
	#isTouched = false;

	constructor(open: () => void) {
		this.#open = open;
	}

	/** Returns how to stop. */
	on(element: HTMLElement) {
		const stop = new AbortController();
		const { signal } = stop;
		const cancel = () => clearTimeout(this.#timer);
		element.addEventListener('pointerdown', (event) => this.#down(event), { signal });
		for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const)
			element.addEventListener(end, cancel, { signal });
		element.addEventListener('contextmenu', (event) => this.#isTouched && event.preventDefault(), { signal });
		element.addEventListener('click', (event) => this.#click(event), { signal, capture: true });
		return () => {
			cancel();
			stop.abort();
		};
	}

	#down({ pointerType }: PointerEvent) {
		this.#hasOpened = false;
		this.#isTouched = pointerType !== 'mouse';
		if (!this.#isTouched) return;
		this.#timer = setTimeout(() => {
			this.#hasOpened = true;
			this.#open();
		}, HOLD_MS);
	}

	#click(event: MouseEvent) {
		if (!this.#hasOpened) return;
		this.#hasOpened = false;
		event.preventDefault();
		event.stopPropagation();
	}
}
