import { and, eq, like, notLike } from 'drizzle-orm';
import type { Transaction } from '../db/open.ts';
import { rendition } from '../db/schema.ts';
import { LOOK_PREFIX, type Look } from './look.ts';

/** Takes away what a version has in other looks than this one; answers the keys that nothing names any more. */
export async function removeOtherLooks(tx: Transaction, versionId: string, look: Look): Promise<string[]> {
	const isOther = and(
		like(rendition.recipe, `${LOOK_PREFIX}%`),
		notLike(rendition.recipe, `${LOOK_PREFIX}${look.key}%`)
	);
	const gone = await tx
		.delete(rendition)
		.where(and(eq(rendition.versionId, versionId), isOther))
		.returning({ key: rendition.key })
		.all();
	return gone.flatMap(({ key }) => key ?? []);
}
