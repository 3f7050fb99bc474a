import { isReady } from '#lib/server/operations/ready.ts';
import type { RequestHandler } from './$types';

/** Ready: database, storage and worker answer; says in words what does not. */
export const GET: RequestHandler = async ({ locals }) => {
	const state = await isReady(locals.ctx);
	return Response.json(state, { status: state.ready ? 200 : 503 });
};
