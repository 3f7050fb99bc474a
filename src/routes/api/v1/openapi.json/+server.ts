import { openApi } from '#lib/contract/api/document.ts';
import type { RequestHandler } from './$types';

let made: string | undefined;

/** The contract as programs read it: made once, the same for everybody. */
export const GET: RequestHandler = () =>
	new Response((made ??= JSON.stringify(openApi())), {
		headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' }
	});
