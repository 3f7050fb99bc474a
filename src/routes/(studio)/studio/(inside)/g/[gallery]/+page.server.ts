import { requireMember } from '#lib/server/http/locals.ts';
import { listFiles, listUnmatched } from '#lib/server/files/index.ts';
import { listSelections } from '#lib/server/selections/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const actor = requireMember(locals);
	const unmatched = await listUnmatched(locals.ctx, actor, params.gallery);
	return {
		files: await listFiles(locals.ctx, actor, params.gallery),
		questions: unmatched.filter((one) => one.orderId === undefined),
		selections: await listSelections(locals.ctx, actor, params.gallery)
	};
};
