import { listOrders } from '#lib/server/orders/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => {
	const galleryId = url.searchParams.get('galleryId') ?? undefined;
	return Response.json(await listOrders(locals.ctx, requireMember(locals), { galleryId }));
};
