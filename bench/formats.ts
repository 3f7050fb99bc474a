// What the largest preview weighs as WebP, as AVIF of the same likeness, and with the original's wide colours: node bench/formats.ts
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { largestSize } from '#lib/server/media/sizes.ts';
import { median } from './report.ts';

const FOLDER = process.env['SHARED_MEDIA'] ?? '/work/shared/media';
const LEAST = 8;
const MOST_PICTURES = 12;
const EFFORT = 2;

type Raw = { data: Buffer; width: number; height: number };
const raw = async (image: Sharp): Promise<Raw> => {
	const { data, info } = await image.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
	return { data, width: info.width, height: info.height };
};

const WINDOW = 8;
const [C1, C2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];

/** Structural similarity of two pictures in grey, mean over windows that touch. */
function likeness(one: Raw, other: Raw): number {
	let [sum, count] = [0, 0];
	for (let top = 0; top + WINDOW <= one.height; top += WINDOW)
		for (let left = 0; left + WINDOW <= one.width; left += WINDOW, count++)
			sum += inWindow(one, other, top, left);
	return sum / count;
}

function inWindow({ data: a, width }: Raw, { data: b }: Raw, top: number, left: number): number {
	let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0];
	for (let row = 0; row < WINDOW; row++)
		for (let column = 0; column < WINDOW; column++) {
			const at = (top + row) * width + left + column;
			const [p, q] = [a[at] ?? 0, b[at] ?? 0];
			x += p;
			y += q;
			xx += p * p;
			yy += q * q;
			xy += p * q;
		}
	const n = WINDOW ** 2;
	const [mx, my] = [x / n, y / n];
	const [vx, vy, cov] = [xx / n - mx * mx, yy / n - my * my, xy / n - mx * my];
	return ((2 * mx * my + C1) * (2 * cov + C2)) / ((mx * mx + my * my + C1) * (vx + vy + C2));
}

type Made = { bytes: number; likeness: number; cpuMs: number };

async function made(from: Buffer, to: (image: Sharp) => Sharp, grey: Raw): Promise<Made> {
	const before = process.cpuUsage();
	const bytes = await to(sharp(from)).toBuffer();
	const { user, system } = process.cpuUsage(before);
	const same = likeness(await raw(sharp(bytes)), grey);
	return { bytes: bytes.length, likeness: same, cpuMs: (user + system) / 1000 };
}

/** The smallest AVIF that is at least as like the original as this WebP. */
async function asLike(from: Buffer, grey: Raw, than: number): Promise<Made & { quality: number }> {
	let [low, high] = [30, 90];
	let best: (Made & { quality: number }) | undefined;
	while (low <= high) {
		const quality = (low + high) >> 1;
		const one = await made(from, (image) => image.avif({ quality, effort: EFFORT }), grey);
		if (one.likeness < than) low = quality + 1;
		else {
			best = { ...one, quality };
			high = quality - 1;
		}
	}
	return best ?? { bytes: NaN, likeness: NaN, cpuMs: NaN, quality: NaN };
}

async function measure(path: string) {
	const { width, height } = await sharp(path).metadata();
	const size = largestSize({ width, height });
	const image = () => sharp(path).resize(size.width, size.height, { fit: 'fill' });
	const from = await image().toColourspace('srgb').png({ compressionLevel: 1 }).toBuffer();
	const grey = await raw(sharp(from));
	const webp = await made(from, (one) => one.webp({ quality: 80, effort: 2 }), grey);
	const avif = await asLike(from, grey, webp.likeness);
	const wide = await image().withIccProfile('p3').webp({ quality: 80, effort: 2 }).toBuffer();
	return { webp, avif, wide: wide.length };
}

const folder = join(FOLDER, 'shoot');
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jpg')) : [];
if (names.length < LEAST) {
	console.log(`Skipped: fewer than ${LEAST} photographs in ${folder}`);
} else {
	sharp.concurrency(1);
	const rows: { bytes: number; cpu: number; wide: number }[] = [];
	console.log(
		'| picture | WebP 80 kB | SSIM | AVIF kB | its quality | bytes | CPU | P3 twin |\n|---|---|---|---|---|---|---|---|'
	);
	for (const name of names.slice(0, MOST_PICTURES)) {
		const { webp, avif, wide } = await measure(join(folder, name));
		const row = {
			bytes: avif.bytes / webp.bytes,
			cpu: avif.cpuMs / webp.cpuMs,
			wide: wide / webp.bytes
		};
		rows.push(row);
		const kB = (bytes: number) => (bytes / 1000).toFixed(0);
		console.log(
			`| ${name.slice(3, -4)} | ${kB(webp.bytes)} | ${webp.likeness.toFixed(4)} | ${kB(avif.bytes)} | ${avif.quality} | ` +
				`${row.bytes.toFixed(2)} | ${row.cpu.toFixed(1)} × | ${row.wide.toFixed(2)} |`
		);
	}
	const of = (which: 'bytes' | 'cpu' | 'wide') => median(rows.map((row) => row[which])).toFixed(2);
	console.log(`| median of ${rows.length} | | | | | ${of('bytes')} | ${of('cpu')} × | ${of('wide')} |`);
}
