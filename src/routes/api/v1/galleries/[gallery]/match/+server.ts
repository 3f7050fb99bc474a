import * as v from 'valibot';
import { MatchNames } from '#lib/contract/file-inputs.ts';
import { matchTable } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(MatchNames, await request.json());
	return Response.json(await matchTable(locals.ctx, actor, params.gallery, input));
};
