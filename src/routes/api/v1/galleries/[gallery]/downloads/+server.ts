import { listDownloads } from '#lib/server/downloads/index.ts';
import { requireMember } from '#lib/server/http/locals.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const before = url.searchParams.get('before') ?? undefined;
	const { downloads, next } = await listDownloads(locals.ctx, requireMember(locals), params.gallery, {
		before
	});
	const headers: Record<string, string> = next ? { link: `<?before=${next}>; rel="next"` } : {};
	return Response.json(downloads, { headers });
};
