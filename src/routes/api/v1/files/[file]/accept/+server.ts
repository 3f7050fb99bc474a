import * as v from 'valibot';
import { AcceptVersion } from '#lib/contract/file-inputs.ts';
import { acceptVersion } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(AcceptVersion, await request.json());
	return Response.json(await acceptVersion(locals.ctx, actor, params.file, input));
};
