import { closeSync, fstatSync, openSync } from 'node:fs';
import { bytesAt } from './capture/boxes.ts';
import { tiffReader } from './capture/directories.ts';

const tags = { photometric: 262, samples: 277, extra: 338 } as const;

/** By PhotometricInterpretation: ink, screen, grey or a table of colours. */
const coloursOf: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 3, 3: 1, 5: 4, 6: 3, 8: 3, 9: 3, 10: 3 };

export type ExtraChannels = {
	/** The first of them is; true where the colours are multiplied by it already. */
	transparency?: { isMultiplied: boolean };
};

/**
 * Channels of a TIFF beside its colours that are more than one plain transparency. Photoshop saves selections as such,
 * and only the file's ExtraSamples say what they are: 0 a selection, 1 and 2 transparency. Null: nothing of the kind.
 */
export function extraChannels(path: string): ExtraChannels | null {
	const fd = openSync(path, 'r');
	try {
		const source = { fd, bytes: fstatSync(fd).size };
		const read = (at: number, length: number) => bytesAt(source, at, length);
		const reader = tiffReader(read);
		if (!reader) return null;
		const { numbers } = reader.directoryAt(reader.first, new Set(Object.values(tags)));
		const samples = numbers.get(tags.samples)?.[0] ?? 1;
		const colours = coloursOf[numbers.get(tags.photometric)?.[0] ?? -1];
		if (colours === undefined || samples <= colours) return null;
		const meanings = numbers.get(tags.extra) ?? [];
		const isTransparent = meanings[0] === 1 || meanings[0] === 2;
		if (!isTransparent) return {};
		return samples === colours + 1 ? null : { transparency: { isMultiplied: meanings[0] === 1 } };
	} finally {
		closeSync(fd);
	}
}
