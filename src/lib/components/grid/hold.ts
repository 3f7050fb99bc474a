const holdMs = 420;

/** An attachment: a long touch calls `open` and swallows the click that follows it. */
export function holdOpens(open: () => void) {
	return (element: HTMLElement) => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let opened = false;
		let touched = false;
		const stop = new AbortController();
		const { signal } = stop;
		const cancel = () => clearTimeout(timer);
		element.addEventListener(
			'pointerdown',
			({ pointerType }) => {
				opened = false;
				touched = pointerType !== 'mouse';
				if (pointerType === 'mouse') return;
				timer = setTimeout(() => {
					opened = true;
					open();
				}, holdMs);
			},
			{ signal }
		);
		for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const) {
			element.addEventListener(end, cancel, { signal });
		}
		element.addEventListener(
			'contextmenu',
			(event) => {
				if (touched) event.preventDefault();
			},
			{ signal }
		);
		element.addEventListener(
			'click',
			(event) => {
				if (!opened) return;
				opened = false;
				event.preventDefault();
				event.stopPropagation();
			},
			{ signal, capture: true }
		);
		return () => {
			cancel();
			stop.abort();
		};
	};
}
