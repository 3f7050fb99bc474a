import { and, eq, isNull } from 'drizzle-orm';
import type { NamedFile } from '#lib/domain/naming/copy-names.ts';
import { stemKey } from '#lib/domain/naming/keys.ts';
import type { Context } from '../context.ts';
import { isPicture } from '../db/pictures.ts';
import { file } from '../db/schema.ts';
import { rawNamesOf } from './raw-names.ts';

/** Every picture of the gallery that a catalogue may find by one of these camera names, whatever its folder. */
export async function namedAlike(
	{ db }: Context,
	galleryId: string,
	cameraNames: readonly string[]
): Promise<NamedFile[]> {
	const stems = new Set(cameraNames.map(stemKey));
	const rows = (
		await db.read
			.select({ id: file.id, cameraName: file.cameraName, section: file.section })
			.from(file)
			.where(and(eq(file.galleryId, galleryId), isNull(file.deletedAt), isPicture))
			.all()
	).filter(({ cameraName }) => stems.has(stemKey(cameraName)));
	const raws = await rawNamesOf(
		db.read,
		rows.map(({ id }) => id)
	);
	return rows.map(({ id, ...named }) => ({ ...named, rawFileName: raws.get(id) }));
}
