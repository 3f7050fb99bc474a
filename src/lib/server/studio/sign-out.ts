import { rooms } from '#lib/realtime/announcements.ts';
import { endMemberSession, endMemberSessions, readMember } from '../auth/sessions.ts';
import type { Context } from '../context.ts';

/** Ends the session of this cookie and what it has open; answers the Set-Cookie value that empties it. */
export async function signOut(ctx: Context, cookies: string | undefined): Promise<string> {
	const member = await readMember(ctx, cookies);
	const emptied = await endMemberSession(ctx, cookies);
	// nobody was in: nothing is told, or anybody could keep us judging every socket
	if (member) await tellWeb(ctx);
	return emptied;
}

/** Ends every session of a member, and what they have open. */
export async function signOutEverywhere(ctx: Context, memberId: string) {
	await endMemberSessions(ctx, memberId);
	await tellWeb(ctx);
}

/** Web processes judge their sockets anew: no gallery is named, since a member's may be anywhere. */
const tellWeb = (ctx: Context) =>
	ctx.db.transaction((tx) => ctx.hub.announce(tx, rooms.web(), 'access.changed', {}));
