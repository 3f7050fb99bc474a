import * as v from 'valibot';
import { DescribeFiles } from '#lib/contract/file-inputs.ts';
import { describeFiles } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(DescribeFiles, await request.json());
	return Response.json(await describeFiles(locals.ctx, actor, params.gallery, input));
};
