import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import { startClientSession, startMemberSession } from '#lib/server/auth/sessions.ts';
import type { Context } from '#lib/server/context.ts';
import { sessionParticipant } from '#lib/server/db/schema.ts';
import { languagesOf } from '#lib/server/languages/index.ts';
import { makeListener } from '#lib/server/http/listener.ts';
import { rawRoutes } from '#src/raw-routes.ts';

export type Front = {
	origin: string;
	/** A request as a browser sends it; `as` is a Cookie header. */
	fetch: (path: string, options?: RequestInit & { as?: string }) => Promise<Response>;
	close: () => void;
};

/** What stands in front of the framework, on a real port: everything else is 404. */
export async function startFront(ctx: Context): Promise<Front> {
	const listener = makeListener(
		ctx,
		rawRoutes,
		(_req, res) => void res.writeHead(404).end(),
		languagesOf(ctx)
	);
	const server = createServer(listener);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		origin,
		fetch: (path, { as, headers, ...options } = {}) =>
			fetch(origin + path, {
				redirect: 'manual',
				...options,
				headers: { origin: ctx.env.ORIGIN, ...(as ? { cookie: as } : {}), ...headers }
			}),
		close: () => {
			server.close();
			server.closeAllConnections();
		}
	};
}

const cookieOf = (setCookie: string) => setCookie.split(';')[0] ?? '';

/** A browser of this client: its Cookie header. */
export async function browserOf(ctx: Context, { galleryId, participantId }: ClientActor): Promise<string> {
	const { sessionId, cookie } = await startClientSession(ctx);
	const createdAt = ctx.clock.now();
	await ctx.db.transaction(
		async (tx) =>
			void (await tx
				.insert(sessionParticipant)
				.values({ sessionId, galleryId, participantId, createdAt })
				.run())
	);
	return cookieOf(cookie);
}

export const memberBrowser = async (ctx: Context, { memberId }: MemberActor): Promise<string> =>
	cookieOf(await startMemberSession(ctx, memberId));
