import { brotliDecompressSync } from 'node:zlib';
import { boxesIn, contentOf, type Source } from './boxes.ts';
import { exifFields } from './exif.ts';
import type { Fields } from './fields.ts';

const MOST_BYTES = 1 << 20;

function unpacked(packed: Buffer): Buffer {
	try {
		return brotliDecompressSync(packed, { maxOutputLength: MOST_BYTES });
	} catch {
		// a damaged block is no fact about the picture: the file stays usable without
		return Buffer.alloc(0);
	}
}

/** EXIF as JPEG XL keeps it: in a box, packed or not, behind the number of bytes that stand before it. */
export function jxlFields(source: Source): Fields {
	for (const box of boxesIn(source)) {
		if (box.type !== 'Exif' && box.type !== 'brob') continue;
		const content = contentOf(source, box, MOST_BYTES);
		const isPacked = box.type === 'brob' && content.toString('latin1', 0, 4) === 'Exif';
		if (box.type === 'brob' && !isPacked) continue;
		const block = isPacked ? unpacked(content.subarray(4)) : content;
		return block.length > 12 ? exifFields(block.subarray(4 + block.readUInt32BE(0))) : {};
	}
	return {};
}
