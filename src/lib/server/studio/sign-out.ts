import { endMemberSession, endMemberSessions, readMember } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { record } from '../events/index.ts';

/** Ends the session of this cookie and what it has open; answers the Set-Cookie value that empties it. */
export async function signOut(ctx: Context, cookies: string | undefined): Promise<string> {
	const member = await readMember(ctx, cookies);
	const emptied = await endMemberSession(ctx, cookies);
	// nobody was in: nothing is told, or anybody could keep us judging every socket
	if (member) await ended(ctx, member.memberId);
	return emptied;
}

/** Ends every session of a member, and what they have open. */
export async function signOutEverywhere(ctx: Context, memberId: string) {
	await endMemberSessions(ctx, memberId);
	await ended(ctx, memberId);
}

const ended = (ctx: Context, id: string) =>
	ctx.db.transaction((tx) =>
		record(tx, ctx, { name: 'member.signedOut', galleryId: null, by: { kind: 'member', id } })
	);
