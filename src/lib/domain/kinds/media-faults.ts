/** Why no picture could be made; the sentences are `studio:media.<fault>` in the catalogue. */
export const mediaFaults = [
	'truncated',
	'too-many-pixels',
	'too-much-memory',
	'unsupported',
	'unreadable',
	'damaged',
	'timeout',
	'crashed',
	'given-up'
] as const;
export type MediaFault = (typeof mediaFaults)[number];
