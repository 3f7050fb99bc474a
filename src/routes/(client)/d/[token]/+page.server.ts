import { readDeliveryPage } from '#lib/server/downloads/index.ts';
import type { PageServerLoad } from './$types';

/** Links and pictures work without scripts; Save to Photos needs them. */

export const load: PageServerLoad = async ({ locals, params }) => readDeliveryPage(locals.ctx, params.token);
