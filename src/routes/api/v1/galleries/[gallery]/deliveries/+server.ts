import * as v from 'valibot';
import { SendFiles } from '#lib/domain/orders/inputs.ts';
import { listSent, sendFiles } from '#lib/server/deliveries/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await listSent(locals.ctx, requireMember(locals), params.gallery));

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(SendFiles, await request.json());
	return Response.json(await sendFiles(locals.ctx, actor, params.gallery, input), { status: 201 });
};
