import type { Database } from '../db/open.ts';
import { and, eq, inArray } from 'drizzle-orm';
import type { Candidate } from '#lib/contract/version.ts';
import { inChunks } from '../db/in-chunks.ts';
import { file, version } from '../db/schema.ts';
import { pictured, type PicturedVersion } from '../renditions/index.ts';
import { renditionViews, type FileRow } from './present.ts';

export async function presentCandidates(db: Database, fileIds: readonly string[]): Promise<Candidate[]> {
	const current = and(eq(version.fileId, file.id), eq(version.n, file.currentVersion));
	const rows = await inChunks(fileIds, async (part) =>
		db
			.select({ file, version: pictured })
			.from(file)
			.leftJoin(version, current)
			.where(inArray(file.id, part))
			.all()
	);
	const found = new Map(rows.map((row) => [row.file.id, row]));
	return fileIds.flatMap((id) => {
		const row = found.get(id);
		return row ? [candidateView(row)] : [];
	});
}

function candidateView({ file: row, version: shown }: { file: FileRow; version: PicturedVersion | null }) {
	return {
		fileId: row.id,
		name: row.name,
		...(row.section ? { section: row.section } : {}),
		state: row.state,
		version: row.currentVersion,
		thumbnail: (shown && renditionViews(shown).at(-1)?.url) ?? null
	};
}
