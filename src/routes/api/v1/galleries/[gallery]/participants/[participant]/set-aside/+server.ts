import * as v from 'valibot';
import { SetAside } from '#lib/contract/people-inputs.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import { setAside } from '#lib/server/selections/index.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(SetAside, await request.json());
	await setAside(locals.ctx, actor, params.gallery, params.participant, input);
	return new Response(null, { status: 204 });
};
