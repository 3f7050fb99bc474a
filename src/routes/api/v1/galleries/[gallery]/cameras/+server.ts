import * as v from 'valibot';
import { ShiftCamera } from '#lib/domain/cameras/shift.ts';
import { listCameras, shiftCamera } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await listCameras(locals.ctx, requireMember(locals), params.gallery));

export const PUT: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(ShiftCamera, await request.json());
	return Response.json(await shiftCamera(locals.ctx, actor, params.gallery, input));
};
