import { and, asc, inArray, isNull } from 'drizzle-orm';
import { inJson, param, list } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { version } from '../db/schema.ts';

/**
 * What the RAW of each picture was called, by whichever version that stood for it names one: a final exported from the
 * catalogue often does when the proof does not. A name that an editor only preserved comes second.
 */
export async function rawNamesOf(db: Database, fileIds: readonly string[]): Promise<Map<string, string>> {
	const rows = await captures(db).all({ ids: list(fileIds) });
	const names = new Map<string, string>();
	for (const key of ['rawFileName', 'preservedFileName'] as const)
		for (const { fileId, capture } of rows) {
			const name = capture[key]?.trim();
			if (fileId && name && !names.has(fileId)) names.set(fileId, name);
		}
	return names;
}

const captures = statement((db: Database) =>
	db
		.select({ fileId: version.fileId, capture: version.capture })
		.from(version)
		.where(
			and(
				inJson(version.fileId, param('ids')),
				inArray(version.status, ['current', 'past']),
				isNull(version.takenBackAt)
			)
		)
		.orderBy(asc(version.n))
		.prepare()
);
