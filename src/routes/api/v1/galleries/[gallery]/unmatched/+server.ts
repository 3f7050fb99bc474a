import * as v from 'valibot';
import { Decisions } from '#lib/contract/file-inputs.ts';
import { decideAll, listUnmatched } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await listUnmatched(locals.ctx, requireMember(locals), params.gallery));

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(Decisions, await request.json());
	return Response.json(await decideAll(locals.ctx, actor, params.gallery, input));
};
