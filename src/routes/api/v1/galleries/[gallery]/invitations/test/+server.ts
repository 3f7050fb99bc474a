import * as v from 'valibot';
import { PreviewInvitation } from '#lib/contract/people-inputs.ts';
import { testInvitation } from '#lib/server/invitations/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(PreviewInvitation, await request.json());
	return Response.json(await testInvitation(locals.ctx, actor, params.gallery, input));
};
