import * as v from 'valibot';
import { createSelection, CreateSelection, listSelections } from '#lib/server/selections/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await listSelections(locals.ctx, requireMember(locals), params.gallery));

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(CreateSelection, await request.json());
	return Response.json(await createSelection(locals.ctx, actor, params.gallery, input), { status: 201 });
};
