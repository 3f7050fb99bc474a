import { downloadRoutes } from '#lib/server/downloads/routes.ts';
import type { RawRoute } from '#lib/server/http/route.ts';

/** Everything that is answered in front of the framework: streams of bytes, and bodies made once for many. */
export const rawRoutes: RawRoute[] = [...downloadRoutes];
