import { buffer } from 'node:stream/consumers';
import { eq } from 'drizzle-orm';
import type { Context } from '../context.ts';
import type { Database, Transaction } from '../db/open.ts';
import { notFound, personOf, rightsIn, type Participant } from '../access/index.ts';
import { newClientSession, startClientSession } from '../auth/sessions.ts';
import { invitation, participant } from '../db/schema.ts';
import { coverOf } from '../galleries/index.ts';
import { mailCode, takeCode, type CodeFor } from './codes.ts';
import { findInvitation, type Found } from './find-invitation.ts';
import { moveIn } from './move-in.ts';

/** The browser that presses the button. */
export type From = { sessionId: string | null; network: string };
/** Who they want to be where this browser is somebody else already. */
export type Identity = 'mine' | 'stay';

/** `cookie`: a Set-Cookie value to hand on. `asks`: they have to say which of the two they are. */
export type Opened = { to: 'gallery' | 'code' | 'asks'; galleryId: string; cookie: string | null };

export type Landing = {
	studioName: string;
	title: string;
	name: string;
	/** The picture that greets; none where the studio shows none. */
	cover: { url: string; width: number; height: number } | null;
	/** Who this browser is in that gallery, if it is somebody else. */
	somebodyElse: string | null;
};

/** The page before the button. Reading changes nothing: mail scanners follow links. */
export async function readInvitation(
	ctx: Context,
	sessionId: string | null,
	token: string
): Promise<Landing> {
	return ctx.db.snapshot(async (db) => {
		const found = await findInvitation(db, ctx, token);
		const { studioName, gallery, person } = found;
		const other = await otherHere(db, sessionId, found);
		const size = await coverOf(db, gallery);
		return {
			studioName,
			title: gallery.title,
			name: person.name,
			cover: size && { url: `/i/${token}/cover.webp`, width: size.width, height: size.height },
			somebodyElse: other?.name ?? null
		};
	});
}

/** The bytes of the greeting picture, for whoever holds a link that opens; the link is the key, as on the page. */
export async function readCover(ctx: Context, token: string): Promise<Uint8Array> {
	const cover = await coverOf(ctx.db.read, (await findInvitation(ctx.db.read, ctx, token)).gallery);
	if (!cover) throw notFound();
	return buffer(await ctx.storage.open(cover.key));
}

/** Lets them in by the button, or mails a code to them where another browser was first. */
export async function openInvitation(
	ctx: Context,
	from: From,
	token: string,
	identity?: Identity
): Promise<Opened> {
	const found = await findInvitation(ctx.db.read, ctx, token);
	const galleryId = found.gallery.id;
	const here = from.sessionId ? await personOf(ctx.db.read, from.sessionId, galleryId) : null;
	if (here?.id === found.person.id) return { to: 'gallery', galleryId, cookie: null };
	if (await otherHere(ctx.db.read, from.sessionId, found)) {
		if (identity === 'stay') return { to: 'gallery', galleryId, cookie: null };
		if (identity !== 'mine') return { to: 'asks', galleryId, cookie: null };
	}
	if (await needsCode(ctx, found)) return askForCode(ctx, from, found);
	const session = newClientSession(ctx);
	await ctx.db.transaction(async (tx) => {
		await session.keep(tx);
		await enter(tx, ctx, await findInvitation(tx, ctx, token), from.sessionId, session.sessionId);
	});
	return { to: 'gallery', galleryId, cookie: session.cookie };
}

/** Mails another code to the browser that waits on the code page. */
export async function mailCodeAgain(ctx: Context, from: From & { sessionId: string }, token: string) {
	const found = await findInvitation(ctx.db.read, ctx, token);
	await mailCode(ctx, from.network, codeFor(found, from.sessionId), { again: true });
}

/** Enters by the mailed code; the session is a new one again, since its rights rise. */
export async function enterByCode(
	ctx: Context,
	sessionId: string,
	token: string,
	typed: string
): Promise<Opened> {
	const found = await findInvitation(ctx.db.read, ctx, token);
	const session = newClientSession(ctx);
	await takeCode(ctx, codeFor(found, sessionId), typed, async (tx) => {
		await session.keep(tx);
		await enter(tx, ctx, await findInvitation(tx, ctx, token), sessionId, session.sessionId);
	});
	return { to: 'gallery', galleryId: found.gallery.id, cookie: session.cookie };
}

/** A guest without a name has left no mark and is nobody to ask about. */
async function otherHere(
	db: Database,
	sessionId: string | null,
	{ gallery, person }: Found
): Promise<Participant | null> {
	const here = sessionId ? await personOf(db, sessionId, gallery.id) : null;
	return here && here.id !== person.id && here.name !== '' ? here : null;
}

/** Where only addresses open the gallery and mail can be sent, every browser but the first is asked. */
async function needsCode(ctx: Context, { gallery, person }: Found): Promise<boolean> {
	if (!gallery.codeOnNewDevice || !ctx.env.SMTP_URL || person.firstSeatAt === null) return false;
	return !(await rightsIn(ctx.db.read, gallery.id, null, ctx.clock.now(), true)).rights.look;
}

async function askForCode(ctx: Context, from: From, found: Found): Promise<Opened> {
	const session = from.sessionId
		? { sessionId: from.sessionId, cookie: null }
		: await startClientSession(ctx);
	await mailCode(ctx, from.network, codeFor(found, session.sessionId));
	return { to: 'code', galleryId: found.gallery.id, cookie: session.cookie };
}

function codeFor({ invitation: { id }, person, gallery }: Found, sessionId: string): CodeFor {
	const email = person.email ?? '';
	return {
		purpose: 'device',
		sessionId,
		galleryId: gallery.id,
		participantId: person.id,
		email,
		invitationId: id
	};
}

async function enter(
	tx: Transaction,
	ctx: Context,
	found: Found,
	oldSession: string | null,
	sessionId: string
) {
	const { gallery, person, invitation: row } = found;
	const now = ctx.clock.now();
	await moveIn(tx, ctx, {
		oldSession,
		sessionId,
		galleryId: gallery.id,
		participantId: person.id,
		invitationId: row.id
	});
	if (row.openedAt === null)
		await tx.update(invitation).set({ openedAt: now }).where(eq(invitation.id, row.id)).run();
	if (person.confirmedAt === null)
		await tx.update(participant).set({ confirmedAt: now }).where(eq(participant.id, person.id)).run();
}
