import * as v from 'valibot';
import {
	deleteSelection,
	patchSelection,
	PatchSelection,
	readSelection
} from '#lib/server/selections/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await readSelection(locals.ctx, requireMember(locals), params.selection));

export const PATCH: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(PatchSelection, await request.json());
	return Response.json(await patchSelection(locals.ctx, actor, params.selection, input));
};

export const DELETE: RequestHandler = async ({ locals, params }) => {
	await deleteSelection(locals.ctx, requireMember(locals), params.selection);
	return new Response(null, { status: 204 });
};
