import * as v from 'valibot';
import { Invite } from '#lib/domain/access/rows.ts';
import { listLinks, sendInvitations } from '#lib/server/invitations/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) =>
	Response.json(await listLinks(locals.ctx, requireMember(locals), params.gallery));

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const actor = requireMember(locals);
	const input = v.parse(Invite, await request.json());
	return Response.json(await sendInvitations(locals.ctx, actor, params.gallery, input));
};
