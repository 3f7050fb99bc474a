import * as v from 'valibot';
import { RestoreVersion } from '#lib/contract/file-inputs.ts';
import { restoreVersion } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(RestoreVersion, await request.json());
	return Response.json(await restoreVersion(locals.ctx, actor, params.file, input));
};
