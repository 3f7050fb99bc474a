import * as v from 'valibot';
import { AfterDrop } from '#lib/contract/order-inputs.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { offersAfterDrop } from '#lib/server/orders/index.ts';
import type { RequestHandler } from './$types';

/** What a drop of finals has to ask; a POST because lists of files do not fit a URL. */
export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(AfterDrop, await request.json());
	return Response.json(await offersAfterDrop(locals.ctx, actor, params.gallery, input));
};
