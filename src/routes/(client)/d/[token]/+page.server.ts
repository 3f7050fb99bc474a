import * as v from 'valibot';
import { AskedPage } from '#lib/domain/pages.ts';
import { readDeliveryPage } from '#lib/server/downloads/index.ts';
import type { PageServerLoad } from './$types';

/** Links and pictures work without scripts; Save to Photos needs them. */

export const load: PageServerLoad = async ({ locals, params, url }) =>
	readDeliveryPage(locals.ctx, params.token, v.parse(AskedPage, url.searchParams.get('page')));
