import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { cookieNames, readCookie } from '../auth/cookies.ts';
import { readClientSession, readMember } from '../auth/sessions.ts';
import { sha256 } from '../auth/tokens.ts';
import type { Context } from '../context.ts';

/** Whose browser asks: a member's session, or a client's. */
export type Caller =
	| { kind: 'studio'; sessionId: string; memberId: string }
	| { kind: 'client'; sessionId: string; memberId: null };

/** Exactly our own pages: another site's could use the visitor's cookies. No Origin is a foreign one. */
export const isOwnOrigin = (req: IncomingMessage, origin: string) => req.headers.origin === origin;

/** Client pages act by the client's session only, studio pages by the member's only. */
export async function callerOf(
	ctx: Context,
	cookies: string | undefined,
	kind: Caller['kind']
): Promise<Caller | null> {
	if (kind === 'client') {
		const sessionId = await readClientSession(ctx, cookies);
		return sessionId ? { kind, sessionId, memberId: null } : null;
	}
	const member = await readMember(ctx, cookies);
	const value = readCookie(cookies, cookieNames(ctx.env.ORIGIN).member);
	return member && value ? { kind, sessionId: sha256(value), memberId: member.memberId } : null;
}

/** A refused connection is open so long for its answer to be read; whoever does not hang up then is hung up on. */
const LAST_WORDS_MS = 1_000;

/** Answers a request to upgrade before it becomes a socket, and closes the connection whatever the other side does. */
export function rejectUpgrade(socket: Duplex, status: string) {
	socket.on('end', () => socket.destroy());
	// unread bytes would turn the close into a reset, which can overtake the answer
	socket.resume();
	socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
	setTimeout(() => socket.destroy(), LAST_WORDS_MS).unref();
}
