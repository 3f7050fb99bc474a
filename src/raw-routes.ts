import { downloadRoutes } from '#lib/server/downloads/routes.ts';
import { readGalleryFiles, readUnmatchedPicture } from '#lib/server/files/index.ts';
import { postInvitation } from '#lib/server/invitations/index.ts';
import type { RawRoute } from '#lib/server/http/route.ts';
import { readMarks } from '#lib/server/marks/index.ts';
import { uploadRoutes } from '#lib/server/uploads/index.ts';

/** Everything that is answered in front of the framework: streams of bytes, and bodies made once for many. */
export const rawRoutes: RawRoute[] = [
	...downloadRoutes,
	...uploadRoutes,
	{ method: 'GET', path: '/g/:gallery/files', run: readGalleryFiles },
	{ method: 'GET', path: '/api/v1/unmatched/:id/:width.webp', run: readUnmatchedPicture },
	{ method: 'GET', path: '/g/:gallery/marks', run: readMarks },
	{ method: 'POST', path: '/i/:token', run: postInvitation }
];
