import { and, inArray } from 'drizzle-orm';
import { inJson, list, param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { version } from '../db/schema.ts';
import { shownColumns, type FileRow, type ShownVersion } from './present.ts';

const INCOMING = ['processing', 'asks', 'failed'] as const;
/** The versions that a view of these files needs: current ones and incoming ones. */
async function versionsFor(db: Database, fileIds: string[]): Promise<Map<string | null, ShownVersion[]>> {
	return Map.groupBy(await currentAndIncoming(db).all({ ids: list(fileIds) }), (row) => row.fileId);
}

const currentAndIncoming = statement((db: Database) =>
	db
		.select(shownColumns)
		.from(version)
		.where(and(inJson(version.fileId, param('ids')), inArray(version.status, ['current', ...INCOMING])))
		.prepare()
);

const isIncoming = (row: ShownVersion) => INCOMING.some((status) => status === row.status);

/** The version that fills the top fields, and the newer one on its way. */
function pickVersions(row: FileRow, versions: ShownVersion[]) {
	const newest = versions.toSorted((a, b) => (b.n ?? 0) - (a.n ?? 0));
	const current = newest.find((each) => each.n === row.currentVersion);
	const shown = current ?? newest[0];
	const incoming = newest.find(
		(each) => isIncoming(each) && (each.n ?? 0) > row.currentVersion && each !== shown
	);
	return { shown, incoming: current ? (incoming ?? null) : null };
}

/** `version` is the current one, or the newest while none was ever processed; `incoming` a newer one that is not current. */
export type Latest = { version: ShownVersion; incoming: ShownVersion | null };

/** What the studio is shown of these files, by file id. */
export async function latestOf(db: Database, rows: readonly FileRow[]): Promise<Map<string, Latest>> {
	const versions = await versionsFor(
		db,
		rows.map((row) => row.id)
	);
	return new Map(
		rows.flatMap((row) => {
			const { shown, incoming } = pickVersions(row, versions.get(row.id) ?? []);
			return shown ? [[row.id, { version: shown, incoming }] as const] : [];
		})
	);
}
