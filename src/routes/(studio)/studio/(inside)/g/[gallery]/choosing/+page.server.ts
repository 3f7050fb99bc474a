import { requireAbility } from '#lib/server/access/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { listChoosers, listSelections } from '#lib/server/selections/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requireMember(locals);
	requireAbility(actor, 'manage-selections');
	const all = await listSelections(locals.ctx, actor, params.gallery);
	return {
		people: await listChoosers(locals.ctx, actor, params.gallery),
		selections: all.map(({ files, sinceLastOrder, ...selection }) => {
			const names = new Map(files.map(({ fileId, cameraName }) => [fileId, cameraName]));
			const named = (ids: string[] = []) => ids.map((id) => names.get(id) ?? '').filter(Boolean);
			return {
				...selection,
				marked: files.filter(({ picks }) => picks.length > 0).length,
				added: named(sinceLastOrder?.added),
				removed: named(sinceLastOrder?.removed)
			};
		})
	};
};
