import type { MediaFault } from '#lib/domain/kinds/media-faults.ts';

/** Thrown inside a decoder when the file, not the machine, is to blame. */
export class Unpicturable extends Error {
	readonly fault: MediaFault;
	constructor(fault: MediaFault) {
		super(fault);
		this.fault = fault;
	}
}

const readings: readonly [RegExp, MediaFault][] = [
	[/exceeds pixel limit/i, 'too-many-pixels'],
	// libvips; libheif twice; libjpeg; Node's buffers; the kernel
	[
		/out of memory|memory allocation error|allocating .* exceeds (the )?security limit|insufficient memory|failed to allocate|allocation failed|cannot allocate memory|ENOMEM/i,
		'too-much-memory'
	],
	// whole files of rare kinds: 12 bits, lossless or arithmetic JPEG, compressions that were not built in
	[
		/unsupported (jpeg|compression|tiff)|unsupported marker type|omitted at compile time|not been built in|compression.*not (configured|supported|implemented)|exceeds channel limit/i,
		'unsupported'
	],
	[/timeout: \d+%/i, 'timeout'],
	[
		/premature end|unexpected end|truncated|read error|end of (file|stream)|not enough data|short read/i,
		'truncated'
	]
];

/** What libvips' own words mean for the person who uploaded the file. */
export function faultOf(error: unknown): MediaFault {
	if (error instanceof Unpicturable) return error.fault;
	const words = error instanceof Error ? error.message : '';
	return readings.find(([pattern]) => pattern.test(words))?.[1] ?? 'unreadable';
}
