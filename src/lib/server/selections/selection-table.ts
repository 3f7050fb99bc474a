import type { MemberActor } from '#lib/domain/access/actor.ts';
import { PICKS } from '#lib/domain/marks/values.ts';
import { csvRow } from '#lib/domain/naming/csv.ts';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import { rawNamesOf } from '../files/index.ts';
import { readSelection } from './read-selection.ts';

/** The pictures that are in, as a table for a spreadsheet: names, folders if there are any, stars, and who said what. */
export async function selectionTable(ctx: Context, actor: MemberActor, selectionId: string): Promise<string> {
	const { files } = await readSelection(ctx, actor, selectionId);
	const chosen = files.filter((one) => one.in);
	const raws = await rawNamesOf(
		ctx.db.read,
		chosen.map(({ fileId }) => fileId)
	);
	const hasFolders = files.some(({ section }) => section);
	const folder = hasFolders ? (['folder'] as const) : [];
	const head = (['name', ...folder, 'raw', 'stars', ...PICKS] as const).map((column) =>
		t(`studio:names.table.${column}`)
	);
	const lines = chosen.map(({ fileId, cameraName, section, stars, picks }) => [
		cameraName,
		...(hasFolders ? [section] : []),
		raws.get(fileId),
		stars || null,
		...PICKS.map((pick) => picks.flatMap((one) => (one.pick === pick ? one.name : [])).join('; '))
	]);
	return [head, ...lines].map(csvRow).join('');
}
