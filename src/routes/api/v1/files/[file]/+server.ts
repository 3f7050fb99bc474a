import * as v from 'valibot';
import { ChangeFile } from '#lib/contract/file-inputs.ts';
import { changeFile, deleteFiles, readFile } from '#lib/server/files/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await readFile(locals.ctx, requireMember(locals), params.file));

export const PATCH: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(ChangeFile, await request.json());
	return Response.json(await changeFile(locals.ctx, actor, params.file, input));
};

export const DELETE: RequestHandler = async ({ locals, params, url }) => {
	const cancelItems = url.searchParams.get('confirm') === 'cancel-items';
	await deleteFiles(locals.ctx, requireMember(locals), [params.file], { cancelItems });
	return new Response(null, { status: 204 });
};
