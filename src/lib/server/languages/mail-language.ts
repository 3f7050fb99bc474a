import { and, eq, isNull } from 'drizzle-orm';
import { FALLBACK, type Language } from '#lib/messages/languages.ts';
import type { Database } from '../db/open.ts';
import { gallery, member, participant, studio } from '../db/schema.ts';
import { languageIn } from './language-in.ts';

/**
 * In which language somebody is written to. A client: what they chose, else what they were last shown, else the
 * gallery's (or that of a gallery above), else the studio's. A member: their own setting, else the studio's.
 */
export async function languageOfMail(
	db: Database,
	{ to, galleryId, toStudio }: { to: string; galleryId: string | null; toStudio: boolean }
): Promise<Language> {
	const own = toStudio ? await ofMember(db, to) : galleryId && (await ofClient(db, to, galleryId));
	if (own) return own;
	const theirs = galleryId && !toStudio ? await languageIn(db, galleryId) : null;
	return theirs ?? (galleryId ? await ofStudio(db, galleryId) : undefined) ?? FALLBACK;
}

async function ofStudio(db: Database, galleryId: string) {
	const of = eq(studio.id, gallery.studioId);
	const found = db.select({ language: studio.language }).from(gallery).innerJoin(studio, of);
	return (await found.where(eq(gallery.id, galleryId)).get())?.language;
}

async function ofMember(db: Database, email: string) {
	const is = and(eq(member.email, email), isNull(member.removedAt));
	return (await db.select({ language: member.language }).from(member).where(is).get())?.language;
}

async function ofClient(db: Database, email: string, galleryId: string) {
	const row = await db
		.select({ chosen: participant.language, last: participant.lastLanguage })
		.from(participant)
		.where(and(eq(participant.galleryId, galleryId), eq(participant.email, email)))
		.get();
	return row?.chosen ?? row?.last;
}
