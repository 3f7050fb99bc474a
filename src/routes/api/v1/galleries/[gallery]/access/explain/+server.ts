import { explainAccess } from '#lib/server/access/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const actor = requireMember(locals);
	const email = url.searchParams.get('email') ?? '';
	return Response.json(await explainAccess(locals.ctx, actor, params.gallery, email));
};
