import { readInvitation } from '#lib/server/invitations/index.ts';
import type { PageServerLoad } from './$types';

/** Reading changes nothing; the button is answered by `postInvitation`, in front of the framework. */
export const load: PageServerLoad = async ({ locals, params }) =>
	readInvitation(locals.ctx, locals.sessionId, params.token);
