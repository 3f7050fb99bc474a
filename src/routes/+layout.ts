import { browser } from '$app/env';
import { hear } from '#lib/messages/current-browser.ts';
import { surfaceOf } from '#lib/messages/surfaces.ts';
import type { LayoutLoad } from './$types';

/** Nothing is shown before the sentences of its surface are there; on the server they always are. */
export const load: LayoutLoad = async ({ route }) => {
	if (browser) await hear(surfaceOf(route.id));
};
