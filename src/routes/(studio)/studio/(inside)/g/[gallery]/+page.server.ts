import { requireMember } from '#lib/server/http/locals.ts';
import { listFirstFiles, listUnmatched } from '#lib/server/files/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	const actor = requireMember(locals);
	depends('studio:unmatched');
	const unmatched = await listUnmatched(locals.ctx, actor, params.gallery);
	return {
		...(await listFirstFiles(locals.ctx, actor, params.gallery)),
		unmatched: unmatched.filter((one) => one.orderId === undefined),
		hasMail: locals.ctx.env.SMTP_URL !== ''
	};
};
