import { requireAbility } from '#lib/server/access/index.ts';
import { listCameras, listDeletedFiles } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requireMember(locals);
	requireAbility(actor, 'manage-galleries');
	const deleted = await listDeletedFiles(locals.ctx, actor, params.gallery);
	const cameras = await listCameras(locals.ctx, actor, params.gallery);
	return {
		// which pictures they are is asked for when somebody adjusts a clock
		cameras: cameras.map(({ fileIds: _, ...camera }) => camera),
		deleted: deleted.map(({ id, name, deletedAt = '', renditions }) => {
			const thumbnail = renditions.at(-1)?.url;
			return { id, name, deletedAt, ...(thumbnail ? { thumbnail } : {}) };
		})
	};
};
