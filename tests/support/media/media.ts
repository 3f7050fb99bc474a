import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../../../shared/media');

/** Path of a shared sample such as `broken/script.svg`, or null where the samples are not at hand. */
export function sharedMedia(name: string) {
	const path = resolve(root, name);
	return existsSync(path) ? path : null;
}
