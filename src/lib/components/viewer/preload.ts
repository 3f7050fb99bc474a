import { fit, sharpEnough } from '#lib/client/viewer/zoom.ts';
import type { GridFile } from '#lib/client/gallery/grid-file.ts';

/** Fetches a neighbour's preview as the stage will want it; never an original. */
export function preload(near: GridFile | undefined) {
	if (!near) return;
	const width = window.innerWidth < 900 ? window.innerWidth : window.innerWidth - 340;
	const fitted = fit(near, { width, height: window.innerHeight - 190 }, 28);
	const url = sharpEnough(near.renditions, fitted.width, devicePixelRatio)?.url;
	if (url) new Image().src = url;
}
