import * as v from 'valibot';
import { PicturesWanted } from '#lib/contract/order-inputs.ts';
import { clientIn } from '#lib/server/access/index.ts';
import { downloadChoices } from '#lib/server/downloads/index.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = async ({ locals, params, request }) => {
	const { ctx, sessionId } = locals;
	const actor = await clientIn(ctx, sessionId, params.gallery, request.headers.get('x-participant'));
	const wanted = v.parse(PicturesWanted, await request.json());
	return Response.json(await downloadChoices(ctx, actor, params.gallery, wanted));
};
