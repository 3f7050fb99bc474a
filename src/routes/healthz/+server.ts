import type { RequestHandler } from './$types';

/** Alive: this process answers. */
export const GET: RequestHandler = () => new Response('ok\n');
