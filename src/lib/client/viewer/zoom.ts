export type Size = { width: number; height: number };
export type Place = Size & { left: number; top: number };
/** How far in (1: the whole picture), and which spot of the picture stands in the middle, in shares of it. */
export type ZoomState = { scale: number; x: number; y: number };

export const whole: ZoomState = { scale: 1, x: 0.5, y: 0.5 };
const DEEPEST = 8;

/** The picture's size when it fits into the stage with `margin` on all sides; never larger than twice its own pixels. */
export function fit(picture: Size, stage: Size, margin: number): Size {
	const room = {
		width: Math.max(40, stage.width - 2 * margin),
		height: Math.max(40, stage.height - 2 * margin)
	};
	const ratio = Math.min(room.width / (picture.width || 3), room.height / (picture.height || 2));
	return {
		width: Math.round((picture.width || 3) * ratio),
		height: Math.round((picture.height || 2) * ratio)
	};
}

/** Where the picture lies on the stage. */
export function placeOf(fitted: Size, stage: Size, { scale, x, y }: ZoomState): Place {
	const width = fitted.width * scale;
	const height = fitted.height * scale;
	return { width, height, left: stage.width / 2 - x * width, top: stage.height / 2 - y * height };
}

/** Zooms to `scale` so that the spot of the picture under `at` (stage pixels) stays under it. */
export function zoomAt(
	state: ZoomState,
	fitted: Size,
	stage: Size,
	at: { x: number; y: number },
	scale: number,
	most = DEEPEST
): ZoomState {
	const place = placeOf(fitted, stage, state);
	const spot = { x: (at.x - place.left) / place.width, y: (at.y - place.top) / place.height };
	const next = Math.min(most, Math.max(1, scale));
	const x = spot.x + (stage.width / 2 - at.x) / (fitted.width * next);
	const y = spot.y + (stage.height / 2 - at.y) / (fitted.height * next);
	return keepIn({ scale: next, x, y }, fitted, stage);
}

export function panBy(state: ZoomState, fitted: Size, stage: Size, by: { x: number; y: number }): ZoomState {
	const x = state.x - by.x / (fitted.width * state.scale);
	const y = state.y - by.y / (fitted.height * state.scale);
	return keepIn({ ...state, x, y }, fitted, stage);
}

/** No empty stage beside a picture that could fill it; what fits stands in the middle. */
export function keepIn({ scale, x, y }: ZoomState, fitted: Size, stage: Size): ZoomState {
	const clamp = (value: number, length: number, room: number) => {
		const half = room / 2 / (length * scale);
		return half >= 0.5 ? 0.5 : Math.min(1 - half, Math.max(half, value));
	};
	return { scale, x: clamp(x, fitted.width, stage.width), y: clamp(y, fitted.height, stage.height) };
}

/** What a double tap zooms to: the picture's own pixels, at least twice the fit. */
export function closeScale(picture: Size, fitted: Size, density: number) {
	return Math.max(2, picture.width / density / fitted.width);
}

/** As far in as there is something to see: its own pixels, or a good deal larger than the whole. */
export const deepestScale = (picture: Size, fitted: Size, density: number) =>
	Math.max(DEEPEST, closeScale(picture, fitted, density));

/** The smallest rendition that is sharp at this width in CSS pixels, else the largest. */
export function sharpEnough<R extends { width: number }>(
	renditions: readonly R[],
	width: number,
	density: number
) {
	return renditions.find((rendition) => rendition.width >= width * density) ?? renditions.at(-1);
}
