import sharp, { type OverlayOptions } from 'sharp';
import { layOut } from '#lib/domain/galleries/mark-layout.ts';
import type { Box } from '#lib/domain/pictures/tiles.ts';
import { withSvgReader } from '../open.ts';
import type { Size } from '../sizes.ts';
import type { MarkOfTask } from '../wire.ts';

const EM = 1000;
/** Of an em: keeps white letters readable on a white dress. */
const EDGE = 30;

/**
 * The mark over a picture of this size, or over a part of it, as pixels with transparency. Nothing of an upload may be read
 * meanwhile.
 */
export async function markOver(size: Size, mark: MarkOfTask, part?: Box): Promise<OverlayOptions> {
	const svg = svgOver(size, mark, part);
	const { data, info } = await withSvgReader(() =>
		sharp(svg).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
	);
	const { width, height } = info;
	return { input: data, raw: { width, height, channels: 4 }, top: 0, left: 0 };
}

/** SVG without any text: nothing in it depends on the machine's type. */
function svgOver(
	{ width, height }: Size,
	mark: MarkOfTask,
	part: Box = { left: 0, top: 0, width, height }
): Buffer {
	const { fontSize, turned, at } = layOut({ width, height }, mark);
	const scale = fontSize / EM;
	const round = (value: number) => Math.round(value * 100) / 100;
	const uses = at
		.map(({ x, y }) => `<use href="#m" transform="translate(${round(x)} ${round(y)}) scale(${scale})"/>`)
		.join('');
	return Buffer.from(
		`<svg xmlns="http://www.w3.org/2000/svg" width="${part.width}" height="${part.height}" viewBox="${part.left} ${part.top} ${part.width} ${part.height}"><defs><path id="m" d="${mark.outline}" ` +
			`fill="#fff" stroke="#000" stroke-opacity=".55" stroke-width="${EDGE}" stroke-linejoin="round" paint-order="stroke"/></defs>` +
			`<g opacity="${mark.opacity / 100}" transform="rotate(${turned} ${width / 2} ${height / 2})">${uses}</g></svg>`
	);
}
