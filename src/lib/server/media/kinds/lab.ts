// CIE Lab about D50, as Photoshop keeps it, in sRGB: libvips refuses Lab of 8 bits.

const D50 = [0.9642, 1, 0.8249] as const;
/** XYZ about D50 to linear sRGB, by Bradford (Lindbloom). */
const TO_SRGB = [
	[3.1338561, -1.6168667, -0.4906146],
	[-0.9787684, 1.9161415, 0.033454],
	[0.0719453, -0.2289914, 1.4052427]
] as const;

const STEPS = 8192;
/** Linear light in so many steps, as sRGB counts it. */
const encoded = Uint8Array.from({ length: STEPS + 1 }, (_, step) => {
	const light = step / STEPS;
	return Math.round(255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055));
});

const EDGE = 6 / 29;
const inverse = (f: number) => (f > EDGE ? f ** 3 : 3 * EDGE ** 2 * (f - 4 / 29));

/** Writes R, G and B at `at`. `l` 0 to 255 for 0 to 100; `a` and `b` about a middle of 128. What sRGB has not is clipped. */
export function putLab(l: number, a: number, b: number, into: Uint8Array, at: number) {
	const y = ((l * 100) / 255 + 16) / 116;
	const xyz = [inverse(y + (a - 128) / 500), inverse(y), inverse(y - (b - 128) / 200)] as const;
	for (const [band, [x, green, z]] of TO_SRGB.entries()) {
		const light = x * xyz[0] * D50[0] + green * xyz[1] * D50[1] + z * xyz[2] * D50[2];
		into[at + band] = encoded[Math.round(Math.min(1, Math.max(0, light)) * STEPS)] ?? 0;
	}
}
