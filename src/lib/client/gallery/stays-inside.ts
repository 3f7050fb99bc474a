import type { NewRemark, Talk } from '#lib/client/viewer/types.ts';

/** What is said of a version that clients do not see is not for them, and neither is an answer to it, ever. */
export function staysInside(
	{ version, replyTo }: Pick<NewRemark, 'version' | 'replyTo'>,
	releasedVersion: number | undefined,
	talks: readonly Pick<Talk, 'id' | 'studioOnly' | 'replies'>[]
): boolean {
	if (releasedVersion !== version) return true;
	const said = talks.flatMap((talk) => [talk, ...talk.replies]);
	return said.some(({ id, studioOnly }) => id === replyTo && studioOnly === true);
}
