/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number) {
	let state = Math.imul(seed + 1, 0x9e3779b9);
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

export const clamp = (value: number, low = 0, high = 1) => (value < low ? low : value > high ? high : value);
export const lerp = (a: number, b: number, t: number) => a + (b - a) * t;

export function smooth(from: number, to: number, value: number) {
	const t = clamp((value - from) / (to - from));
	return t * t * (3 - 2 * t);
}

export type Noise = {
	/** Smooth noise about -1 to 1; repeats every 256. */
	at: (x: number, y: number) => number;
	/** Layers of it, each twice as fine and half as strong. */
	layers: (x: number, y: number, octaves: number) => number;
	/** Layers folded to sharp crests, 0 to 1. */
	ridges: (x: number, y: number, octaves: number) => number;
};

const fade = (t: number) => t * t * t * (t * (t * 6 - 15) + 10);

/** Perlin's gradient noise. */
export function makeNoise(seed: number): Noise {
	const random = randomFrom(seed);
	const order = Uint8Array.from({ length: 256 }, (_, i) => i);
	for (let i = 255; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
	}
	const table = new Uint8Array(514);
	for (let i = 0; i < 514; i++) table[i] = order[i & 255] ?? 0;
	const gx = Float32Array.from({ length: 256 }, (_, i) => Math.cos((i / 256) * Math.PI * 2) * 1.5);
	const gy = Float32Array.from({ length: 256 }, (_, i) => Math.sin((i / 256) * Math.PI * 2) * 1.5);
	const dot = (hash: number, x: number, y: number) => (gx[hash] ?? 0) * x + (gy[hash] ?? 0) * y;

	// the innermost loop of every picture: no arrays are made here
	function at(x: number, y: number) {
		const fx = Math.floor(x);
		const fy = Math.floor(y);
		const px = x - fx;
		const py = y - fy;
		const row = fy & 255;
		const a = (table[fx & 255] ?? 0) + row;
		const b = (table[(fx + 1) & 255] ?? 0) + row;
		const u = fade(px);
		const topA = dot(table[a] ?? 0, px, py);
		const top = topA + (dot(table[b] ?? 0, px - 1, py) - topA) * u;
		const lowA = dot(table[a + 1] ?? 0, px, py - 1);
		const low = lowA + (dot(table[b + 1] ?? 0, px - 1, py - 1) - lowA) * u;
		return top + (low - top) * fade(py);
	}
	function layers(x: number, y: number, octaves: number) {
		let sum = 0;
		let weight = 0.5;
		let scale = 1;
		for (let i = 0; i < octaves; i++) {
			sum += at(x * scale + i * 17.3, y * scale + i * 9.1) * weight;
			weight *= 0.5;
			scale *= 2;
		}
		return sum;
	}
	function ridges(x: number, y: number, octaves: number) {
		let sum = 0;
		let weight = 0.5;
		let scale = 1;
		let before = 1;
		for (let i = 0; i < octaves; i++) {
			const fold = 1 - Math.abs(at(x * scale + i * 31.7, y * scale + i * 5.3));
			const crest = fold * fold * before;
			sum += crest * weight;
			before = clamp(crest * 1.4);
			weight *= 0.5;
			scale *= 2;
		}
		return sum;
	}
	return { at, layers, ridges };
}
