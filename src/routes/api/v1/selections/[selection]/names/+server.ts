import * as v from 'valibot';
import { contentDisposition } from '#lib/domain/naming/content-disposition.ts';
import { CopyNames } from '#lib/domain/naming/copy-names.ts';
import { selectionNames, selectionTable } from '#lib/server/selections/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const actor = requireMember(locals);
	const { format, ...how } = v.parse(CopyNames, Object.fromEntries(url.searchParams));
	if (format === 'csv') return asFile(await selectionTable(locals.ctx, actor, params.selection));
	const names = await selectionNames(locals.ctx, actor, params.selection, how);
	return new Response(names, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
};

/** With a mark at its head by which spreadsheets know that names are UTF-8. */
const asFile = (table: string) =>
	new Response(`\uFEFF${table}`, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': contentDisposition('names.csv')
		}
	});
