/** XYZ of red, green and blue, adapted to D50, by ColourPrimaries of H.273: BT.709, BT.2020, Display P3. */
const primariesOf: Readonly<Record<number, readonly (readonly [number, number, number])[]>> = {
	1: [
		[0.43607, 0.22249, 0.01392],
		[0.38515, 0.71687, 0.09708],
		[0.14307, 0.06061, 0.7141]
	],
	9: [
		[0.67348, 0.27904, -0.00194],
		[0.16567, 0.67535, 0.02998],
		[0.12505, 0.0456, 0.79686]
	],
	12: [
		[0.51512, 0.2412, -0.00105],
		[0.29198, 0.69225, 0.04189],
		[0.1571, 0.06657, 0.78407]
	]
};
const [SRGB_PRIMARIES, PQ, HLG] = [1, 16, 18];
const WHITE = [0.9642, 1, 0.82491] as const;

/** Diffuse white of HDR in nits (BT.2408), and the brightest that is still told apart from it. */
const [WHITE_NITS, PEAK_NITS] = [203, 1000];

const srgb = (x: number) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
const pqNits = (x: number) => {
	const power = x ** (32 / 2523);
	return 10_000 * (Math.max(0, power - 0.8359375) / (18.8515625 - 18.6875 * power)) ** (8192 / 1305);
};
const hlgNits = (x: number) => {
	const scene = x <= 0.5 ? (x * x) / 3 : (Math.exp((x - 0.55991073) / 0.17883277) + 0.28466892) / 12;
	return PEAK_NITS * scene ** 1.2;
};

/** What is brighter than white is squeezed into the last quarter instead of being cut off. */
function dimmed(nits: number): number {
	const [light, knee] = [nits / WHITE_NITS, 0.75];
	if (light <= knee) return light;
	const over = (light - knee) / (PEAK_NITS / WHITE_NITS - knee);
	return Math.min(1, knee + (1 - knee) * Math.min(1, over) ** 0.4);
}

const curveOf = (transfer: number) =>
	transfer === PQ
		? (x: number) => dimmed(pqNits(x))
		: transfer === HLG
			? (x: number) => dimmed(hlgNits(x))
			: srgb;

const STEPS = 1024;

function curve(light: (x: number) => number): Buffer {
	const bytes = Buffer.alloc(12 + STEPS * 2);
	bytes.write('curv', 'latin1');
	bytes.writeUInt32BE(STEPS, 8);
	for (let i = 0; i < STEPS; i++)
		bytes.writeUInt16BE(Math.round(light(i / (STEPS - 1)) * 65_535), 12 + i * 2);
	return bytes;
}

function xyz(values: readonly number[]): Buffer {
	const bytes = Buffer.alloc(20);
	bytes.write('XYZ ', 'latin1');
	for (const [i, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65_536), 8 + i * 4);
	return bytes;
}

function description(text: string): Buffer {
	const bytes = Buffer.alloc(12 + text.length + 1 + 78 + (3 - ((text.length + 90) % 4)));
	bytes.write('desc', 'latin1');
	bytes.writeUInt32BE(text.length + 1, 8);
	bytes.write(text, 12, 'latin1');
	return bytes;
}

const copyright = Buffer.from('text\0\0\0\0none\0\0\0\0', 'latin1');

/**
 * An ICC profile for what a picture says in numbers of H.273 instead; undefined where that is sRGB, or unknown. HDR is
 * dimmed by its curve, each colour for itself.
 */
export function profileOfNclx(primaries: number, transfer: number): Buffer | undefined {
	const isHdr = transfer === PQ || transfer === HLG;
	const [red, green, blue] = primariesOf[primaries] ?? [];
	if (!red || !green || !blue || (primaries === SRGB_PRIMARIES && !isHdr)) return undefined;
	const light = curve(curveOf(transfer));
	return profile([
		['desc', description(`primaries ${primaries}, transfer ${transfer}`)],
		['cprt', copyright],
		['wtpt', xyz(WHITE)],
		['rXYZ', xyz(red)],
		['gXYZ', xyz(green)],
		['bXYZ', xyz(blue)],
		['rTRC', light],
		['gTRC', light],
		['bTRC', light]
	]);
}

function profile(parts: readonly (readonly [string, Buffer])[]): Buffer {
	const table = Buffer.alloc(4 + parts.length * 12);
	table.writeUInt32BE(parts.length);
	const places = new Map<Buffer, number>();
	let end = 128 + table.length;
	for (const [i, [name, bytes]] of parts.entries()) {
		const at = places.get(bytes) ?? end;
		if (!places.has(bytes)) end += bytes.length;
		places.set(bytes, at);
		table.write(name, 4 + i * 12, 'latin1');
		table.writeUInt32BE(at, 8 + i * 12);
		table.writeUInt32BE(bytes.length, 12 + i * 12);
	}
	const head = Buffer.alloc(128);
	head.writeUInt32BE(end, 0);
	head.writeUInt32BE(0x02400000, 8);
	head.write('mntrRGB XYZ ', 12, 'latin1');
	head.write('acsp', 36, 'latin1');
	for (const [i, value] of WHITE.entries()) head.writeInt32BE(Math.round(value * 65_536), 68 + i * 4);
	return Buffer.concat([head, table, ...places.keys()]);
}
