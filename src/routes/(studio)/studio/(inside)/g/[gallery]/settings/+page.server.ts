import { requireAbility } from '#lib/server/access/index.ts';
import type { StudioFile } from '#lib/contract/file.ts';
import { listCameras, listDeletedFiles, listFirstFiles, readLookProgress } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requireMember(locals);
	requireAbility(actor, 'manage-galleries');
	const deleted = await listDeletedFiles(locals.ctx, actor, params.gallery);
	const cameras = await listCameras(locals.ctx, actor, params.gallery);
	const { files } = await listFirstFiles(locals.ctx, actor, params.gallery);
	return {
		progress: await readLookProgress(locals.ctx, actor, params.gallery),
		picture: pictureOf(files),
		// which pictures they are is asked for when somebody adjusts a clock
		cameras: cameras.map(({ fileIds: _, ...camera }) => camera),
		deleted: deleted.map(({ id, name, deletedAt = '', renditions }) => {
			const thumbnail = renditions.at(-1)?.url;
			return { id, name, deletedAt, ...(thumbnail ? { thumbnail } : {}) };
		})
	};
};

/** One that marks can be tried on. */
function pictureOf(files: readonly StudioFile[]) {
	const shown = files.find(({ renditions }) => renditions.length > 0);
	const url = shown?.renditions[0]?.url;
	return url && shown.width && shown.height ? { url, width: shown.width, height: shown.height } : undefined;
}
