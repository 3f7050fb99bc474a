import { eq } from 'drizzle-orm';
import { nameKey, stemKey } from '#lib/domain/naming/keys.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Context } from '../context.ts';
import { params } from '../db/expressions.ts';
import type { Database, Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { file, fileName } from '../db/schema.ts';
import type { Gallery } from '../access/index.ts';
import { fileById, versionByNumber } from './queries.ts';

// Rows of a file that several use cases write or ask for in the same way.

type NewFile = { name: string; section: string; companionOf?: string | null; ending?: string | null };

/** An empty place for a picture: version 1 is still to come. */
export async function insertFile(
	tx: Transaction,
	ctx: Context,
	gallery: Pick<Gallery, 'id'>,
	{ name, section, companionOf = null, ending = null }: NewFile,
	state: FileState
): Promise<string> {
	const fileId = ctx.ids.next();
	const row = { id: fileId, galleryId: gallery.id, section, name, state, createdAt: ctx.clock.now() };
	await emptyFile(tx).run({ ...row, cameraName: name, companionOf, ending });
	// no final is meant for a companion by its name: its picture's and the ending find it
	if (companionOf === null) await rememberName(tx, fileId, gallery.id, name);
	return fileId;
}

const emptyFile = statement((tx: Transaction) =>
	tx
		.insert(file)
		.values({
			...params('id', 'galleryId', 'section', 'name', 'cameraName', 'state', 'createdAt'),
			...params('companionOf', 'ending'),
			currentVersion: 0,
			status: 'processing',
			nextVersion: 2
		})
		.prepare()
);

export async function rememberName(tx: Transaction, fileId: string, galleryId: string, name: string) {
	await nameOnce(tx).run({ fileId, galleryId, name, nameKey: nameKey(name), stemKey: stemKey(name) });
}

const nameOnce = statement((tx: Transaction) =>
	tx
		.insert(fileName)
		.values(params('fileId', 'galleryId', 'name', 'nameKey', 'stemKey'))
		.onConflictDoNothing()
		.prepare()
);

/** The next version's number; a file that never had a picture is being processed again. */
export async function takeNumber(tx: Transaction, fileId: string): Promise<number> {
	const row = await fileById(tx, fileId);
	if (!row) throw new Error('A version needs its file');
	const again = row.currentVersion === 0 ? { status: 'processing' as const, error: null } : {};
	await tx
		.update(file)
		.set({ nextVersion: row.nextVersion + 1, ...again })
		.where(eq(file.id, fileId))
		.run();
	return row.nextVersion;
}

/** The current version of the file has exactly these bytes. */
export async function isCurrentOf(db: Database, fileId: string, sha256: string): Promise<boolean> {
	const row = await fileById(db, fileId);
	return row !== undefined && (await versionByNumber(db, fileId, row.currentVersion))?.sha256 === sha256;
}
