import type { Geometry, Spot, ZoomView } from './zoom-view.svelte.ts';

type Handlers = { geometry: () => Geometry; onswipe?: (step: 1 | -1) => void; idle: () => boolean };

const SWIPE_FROM = 56;
const TAP_WITHIN = 8;
const DOUBLE_TAP_MS = 300;
const DOUBLE_TAP_WITHIN = 30;

/** An attachment: pinch, wheel, drag, double tap, and swipes while the whole picture is seen. */
export const gestures = (zoom: ZoomView, handlers: Handlers) => (element: HTMLElement) =>
	new Gestures(element, zoom, handlers).listen();

class Gestures {
	readonly #element: HTMLElement;
	readonly #zoom: ZoomView;
	readonly #handlers: Handlers;
	#fingers: { id: number; at: Spot }[] = [];
	#lastTap = { at: 0, x: 0, y: 0 };
	/** Pixels since the first finger came down. */
	#moved = 0;

	constructor(element: HTMLElement, zoom: ZoomView, handlers: Handlers) {
		this.#element = element;
		this.#zoom = zoom;
		this.#handlers = handlers;
	}

	/** Returns how to stop. */
	listen() {
		const stop = new AbortController();
		const on = <K extends keyof HTMLElementEventMap>(type: K, act: (event: HTMLElementEventMap[K]) => void) =>
			this.#element.addEventListener(type, act, { signal: stop.signal, passive: false });
		on('pointerdown', (event) => this.#down(event));
		on('pointermove', (event) => this.#move(event));
		on('pointerup', (event) => this.#up(event));
		on('pointercancel', (event) => {
			this.#lift(event);
			this.#zoom.pull = 0;
		});
		on('wheel', (event) => this.#wheel(event));
		return () => stop.abort();
	}

	#down(event: PointerEvent) {
		// a button on the picture is pressed, not dragged
		if (event.target instanceof Element && event.target.closest('button')) return;
		if (this.#handlers.idle() || event.button !== 0) return;
		this.#fingers.push({ id: event.pointerId, at: this.#spotOf(event) });
		this.#moved = 0;
		if (event.pointerType === 'mouse' || this.#fingers.length > 1)
			this.#element.setPointerCapture(event.pointerId);
	}

	#move(event: PointerEvent) {
		const finger = this.#fingers.find(({ id }) => id === event.pointerId);
		if (!finger) return;
		const now = this.#spotOf(event);
		const other = this.#fingers.find(({ id }) => id !== event.pointerId);
		if (other) this.#pinch(finger.at, now, other.at);
		else this.#drag({ x: now.x - finger.at.x, y: now.y - finger.at.y }, event.pointerType);
		finger.at = now;
	}

	#up(event: PointerEvent) {
		const touched = this.#fingers.length;
		this.#lift(event);
		if (!touched || this.#fingers.length) return;
		if (this.#zoom.pull) this.#swipe();
		else if (this.#moved < TAP_WITHIN) this.#tap(event);
	}

	#wheel(event: WheelEvent) {
		const { geometry, idle } = this.#handlers;
		if (idle() || (!event.ctrlKey && !this.#zoom.near)) return;
		event.preventDefault();
		if (event.ctrlKey || event.metaKey)
			this.#zoom.by(Math.exp(-event.deltaY / 120), geometry(), this.#spotOf(event));
		else this.#zoom.pan({ x: -event.deltaX, y: -event.deltaY }, geometry());
	}

	#lift({ pointerId }: PointerEvent) {
		this.#fingers = this.#fingers.filter(({ id }) => id !== pointerId);
	}

	#pinch(before: Spot, now: Spot, other: Spot) {
		this.#moved = 100;
		this.#zoom.pull = 0;
		const apart = (spot: Spot) => Math.max(1, Math.hypot(spot.x - other.x, spot.y - other.y));
		const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
		this.#zoom.by(apart(now) / apart(before), this.#handlers.geometry(), middle);
	}

	#drag(by: Spot, pointerType: string) {
		this.#moved += Math.abs(by.x) + Math.abs(by.y);
		if (this.#zoom.near) this.#zoom.pan(by, this.#handlers.geometry());
		else if (this.#handlers.onswipe && pointerType !== 'mouse') this.#zoom.pull += by.x;
	}

	#swipe() {
		const { pull } = this.#zoom;
		this.#zoom.pull = 0;
		if (Math.abs(pull) > SWIPE_FROM) this.#handlers.onswipe?.(pull < 0 ? 1 : -1);
	}

	#tap(event: PointerEvent) {
		const spot = this.#spotOf(event);
		const last = this.#lastTap;
		const isClose = Math.hypot(spot.x - last.x, spot.y - last.y) < DOUBLE_TAP_WITHIN;
		if (event.timeStamp - last.at < DOUBLE_TAP_MS && isClose) {
			this.#zoom.toggle(this.#handlers.geometry(), spot);
			this.#lastTap = { at: 0, x: 0, y: 0 };
		} else this.#lastTap = { at: event.timeStamp, ...spot };
	}

	#spotOf(event: MouseEvent): Spot {
		const box = this.#element.getBoundingClientRect();
		return { x: event.clientX - box.left, y: event.clientY - box.top };
	}
}
