import {
	closeScale,
	deepestScale,
	panBy,
	whole,
	zoomAt,
	type Size,
	type ZoomState
} from '#lib/client/viewer/zoom.ts';

export type Geometry = { picture: Size; fitted: Size; stage: Size };
export type Spot = { x: number; y: number };

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
		this.state = this.near ? whole : zoomAt(this.state, fitted, stage, at, scale, scale);
	}

	by(factor: number, { picture, fitted, stage }: Geometry, at: Spot) {
		const most = deepestScale(picture, fitted, window.devicePixelRatio);
		this.state = zoomAt(this.state, fitted, stage, at, this.state.scale * factor, most);
	}

	pan(by: Spot, { fitted, stage }: Geometry) {
		this.state = panBy(this.state, fitted, stage, by);
	}
}
