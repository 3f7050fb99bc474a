import { readDeliveryPage } from '#lib/server/downloads/index.ts';
import type { PageServerLoad } from './$types';

/** No script at all: links and pictures do everything here. */
export const csr = false;

export const load: PageServerLoad = async ({ locals, params }) => readDeliveryPage(locals.ctx, params.token);
