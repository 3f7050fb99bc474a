import * as v from 'valibot';
import { SetStates } from '#lib/contract/file-inputs.ts';
import { setStates } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(SetStates, await request.json());
	return Response.json(await setStates(locals.ctx, actor, params.gallery, input));
};
