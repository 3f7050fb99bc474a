import * as v from 'valibot';
import { ChangeWords } from '#lib/contract/file-inputs.ts';
import { changeWords, readWords } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await readWords(locals.ctx, requireMember(locals), params.file));

export const PATCH: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(ChangeWords, await request.json());
	return Response.json(await changeWords(locals.ctx, actor, params.file, input));
};
