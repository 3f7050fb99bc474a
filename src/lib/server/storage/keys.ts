import { AppError } from '#lib/domain/fault.ts';

/**
 * Keys are random, never derived from names and never reused; the only file that makes them. One level of folders: with
 * two there were more folders than any studio has files, so nearly each file made its own, and waited for that too.
 */
const fan = (id: string) => `${id.slice(0, 2)}/${id}`;

export const originalKey = (id: string) => `originals/${fan(id)}`;
/** `ending`: of what was made, with the dot. */
export const renditionKey = (id: string, recipe: string, ending = '.webp') =>
	`renditions/${fan(id)}-${recipe}${ending}`;

// files stored before lie one level deeper, and are called by their width
const SHAPE =
	/^(originals|renditions)\/[0-9a-z]{2}\/([0-9a-z]{2}\/)?[0-9a-z]{26}(-[0-9a-z]{1,20}\.(webp|jpg|png|tif|mp4|m3u8|tiles))?$/;

export const isKey = (text: string) => SHAPE.test(text);

/** Says whose storage this is; the one object that is no picture, so that no listing shows it. */
export const IDENTITY_KEY = 'studio.json';

/** The key itself, or a fault: nothing of another shape reaches a disk or a bucket. */
export function checkedKey(key: string): string {
	if (!isKey(key) && key !== IDENTITY_KEY)
		throw new AppError('malformed', 'faults:files.storage-key', { key });
	return key;
}
