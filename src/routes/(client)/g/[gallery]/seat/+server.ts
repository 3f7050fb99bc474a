import * as v from 'valibot';
import { TakeSeat } from '#lib/contract/seat.ts';
import { addressOf, networkOf } from '#lib/server/auth/network.ts';
import { seatFacts, takeSeat, takeStudioSeat } from '#lib/server/marks/index.ts';
import type { RequestHandler } from './$types';

/** A place at this page load; `?as=studio` for members. */
export const POST: RequestHandler = async ({ locals, params, request, url, platform }) => {
	const { ctx, member, sessionId } = locals;
	const input = v.parse(TakeSeat, JSON.parse((await request.text()) || '{}'));
	const network = platform ? networkOf(addressOf(platform.req, ctx.env.TRUST_PROXY)) : 'unknown';
	const take = url.searchParams.get('as') === 'studio' ? takeStudioSeat : takeSeat;
	const { seat, cookie } = await take(ctx, { member, sessionId, network }, params.gallery, input);
	return Response.json(seat, { headers: cookie ? { 'set-cookie': cookie } : {} });
};

/** The people and selections of a seat as they are now; takes none. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const kind = url.searchParams.get('as') === 'studio' ? 'studio' : 'client';
	return Response.json(await seatFacts(locals.ctx, locals, kind, params.gallery));
};
