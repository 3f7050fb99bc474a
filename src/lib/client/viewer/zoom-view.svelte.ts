import { closeScale, panBy, whole, zoomAt, type Size, type ZoomState } from '#lib/client/viewer/zoom.ts';

export type Geometry = { picture: Size; fitted: Size; stage: Size };
type Spot = { x: number; y: number };

/** One zoom; shared by the pictures of a comparison, so that they move together. */
export class ZoomView {
	state = $state.raw<ZoomState>(whole);
	/** A finger is pulling the whole picture sideways by so many pixels. */
	pull = $state(0);
	near = $derived(this.state.scale > 1.01);

	reset() {
		this.state = whole;
		this.pull = 0;
	}

	toggle({ picture, fitted, stage }: Geometry, at: Spot = { x: stage.width / 2, y: stage.height / 2 }) {
		const scale = closeScale(picture, fitted, window.devicePixelRatio);
		this.state = this.near ? whole : zoomAt(this.state, fitted, stage, at, scale);
	}

	by(factor: number, { fitted, stage }: Geometry, at: Spot) {
		this.state = zoomAt(this.state, fitted, stage, at, this.state.scale * factor);
	}

	pan(by: Spot, { fitted, stage }: Geometry) {
		this.state = panBy(this.state, fitted, stage, by);
	}
}

type Handlers = { geometry: () => Geometry; onswipe?: (step: 1 | -1) => void; idle: () => boolean };
const swipeFrom = 56;
const doubleTapMs = 300;

/** An attachment: pinch, wheel, drag, double tap, and swipes while the whole picture is seen. */
export function gestures(zoom: ZoomView, { geometry, onswipe, idle }: Handlers) {
	return (element: HTMLElement) => {
		let fingers: { id: number; at: Spot }[] = [];
		let lastTap = { at: 0, x: 0, y: 0 };
		let moved = 0;
		const stop = new AbortController();
		const on = <K extends keyof HTMLElementEventMap>(type: K, act: (event: HTMLElementEventMap[K]) => void) =>
			element.addEventListener(type, act, { signal: stop.signal, passive: false });
		const spotOf = (event: MouseEvent): Spot => {
			const box = element.getBoundingClientRect();
			return { x: event.clientX - box.left, y: event.clientY - box.top };
		};

		on('pointerdown', (event) => {
			// a button on the picture is pressed, not dragged
			if (event.target instanceof Element && event.target.closest('button')) return;
			if (idle() || event.button !== 0) return;
			fingers.push({ id: event.pointerId, at: spotOf(event) });
			moved = 0;
			if (event.pointerType === 'mouse' || fingers.length > 1) element.setPointerCapture(event.pointerId);
		});
		on('pointermove', (event) => {
			const finger = fingers.find(({ id }) => id === event.pointerId);
			if (!finger) return;
			const now = spotOf(event);
			const other = fingers.find(({ id }) => id !== event.pointerId);
			if (other) pinch(finger.at, now, other.at);
			else drag({ x: now.x - finger.at.x, y: now.y - finger.at.y }, event.pointerType);
			finger.at = now;
		});
		on('pointerup', (event) => {
			const touched = fingers.length;
			lift(event);
			if (!touched || fingers.length) return;
			if (zoom.pull) swipe();
			else if (moved < 8) tap(event);
		});
		on('pointercancel', (event) => {
			lift(event);
			zoom.pull = 0;
		});
		on('wheel', (event) => {
			if (idle() || (!event.ctrlKey && !zoom.near)) return;
			event.preventDefault();
			if (event.ctrlKey || event.metaKey) zoom.by(Math.exp(-event.deltaY / 120), geometry(), spotOf(event));
			else zoom.pan({ x: -event.deltaX, y: -event.deltaY }, geometry());
		});

		function lift({ pointerId }: PointerEvent) {
			fingers = fingers.filter(({ id }) => id !== pointerId);
		}

		function pinch(before: Spot, now: Spot, other: Spot) {
			moved = 100;
			zoom.pull = 0;
			const apart = (spot: Spot) => Math.max(1, Math.hypot(spot.x - other.x, spot.y - other.y));
			zoom.by(apart(now) / apart(before), geometry(), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
		}

		function drag(by: Spot, pointerType: string) {
			moved += Math.abs(by.x) + Math.abs(by.y);
			if (zoom.near) zoom.pan(by, geometry());
			else if (onswipe && pointerType !== 'mouse') zoom.pull += by.x;
		}

		function swipe() {
			const { pull } = zoom;
			zoom.pull = 0;
			if (Math.abs(pull) > swipeFrom) onswipe?.(pull < 0 ? 1 : -1);
		}

		function tap(event: PointerEvent) {
			const spot = spotOf(event);
			const close = Math.hypot(spot.x - lastTap.x, spot.y - lastTap.y) < 30;
			if (event.timeStamp - lastTap.at < doubleTapMs && close) {
				zoom.toggle(geometry(), spot);
				lastTap = { at: 0, x: 0, y: 0 };
			} else lastTap = { at: event.timeStamp, ...spot };
		}

		return () => stop.abort();
	};
}
