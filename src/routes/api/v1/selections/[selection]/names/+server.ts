import * as v from 'valibot';
import { CopyNames } from '#lib/domain/naming/copy-names.ts';
import { selectionNames } from '#lib/server/selections/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const actor = requireMember(locals);
	const how = v.parse(CopyNames, Object.fromEntries(url.searchParams));
	const names = await selectionNames(locals.ctx, actor, params.selection, how);
	return new Response(names, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
};
