import * as v from 'valibot';
import { Decision } from '#lib/contract/file-inputs.ts';
import { decideUnmatched } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const decision = v.parse(Decision, await request.json());
	return Response.json(await decideUnmatched(locals.ctx, actor, params.unmatched, decision));
};
