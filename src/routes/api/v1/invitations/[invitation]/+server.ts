import { requireMember } from '#lib/server/http/locals.ts';
import { revokeInvitation } from '#lib/server/invitations/index.ts';
import type { RequestHandler } from './$types';

/** Takes the link back and puts out whoever came in by it. */
export const DELETE: RequestHandler = async ({ locals, params }) => {
	await revokeInvitation(locals.ctx, requireMember(locals), params.invitation);
	return new Response(null, { status: 204 });
};
