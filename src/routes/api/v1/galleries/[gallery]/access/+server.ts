import * as v from 'valibot';
import { PutAccess } from '#lib/domain/access/rows.ts';
import { putAccess, readAccess } from '#lib/server/access/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await readAccess(locals.ctx, requireMember(locals), params.gallery));

export const PUT: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(PutAccess, await request.json());
	return Response.json(await putAccess(locals.ctx, actor, params.gallery, input));
};
