import { encode } from 'uqr';

/** The modules of a QR code as one SVG path on a grid of `size` units, the quiet zone of four modules included. */
export function qrPath(text: string): { size: number; path: string } {
	// M: still read with a crease, a stamp or a reflection on it
	const { size, data } = encode(text, { ecc: 'M', border: 4 });
	const path = data.flatMap((row, y) => runs(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`));
	return { size, path: path.join('') };
}

/** Dark modules of a row that touch, as [start, length]: single squares show hairlines between them. */
function runs(row: boolean[]): [number, number][] {
	const found: [number, number][] = [];
	for (const [x, dark] of row.entries()) {
		const last = found.at(-1);
		if (dark && last && last[0] + last[1] === x) last[1]++;
		else if (dark) found.push([x, 1]);
	}
	return found;
}

/** The same as a file to print: dark on white, whatever it is laid on. */
export const qrSvg = (text: string) => {
	const { size, path } = qrPath(text);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
};
