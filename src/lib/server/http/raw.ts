import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context.ts';

/** One request in front of the framework: same session, headers and faults, but streams instead of bodies. */
export type Exchange = {
	ctx: Context;
	req: IncomingMessage;
	res: ServerResponse;
	url: URL;
	params: Record<string, string>;
	member: MemberActor | null;
	/** Id (hash) of the client's browser session. */
	sessionId: string | null;
};

export type RawHandler = (exchange: Exchange) => Promise<void>;
