import { and, eq, isNull } from 'drizzle-orm';
import { FALLBACK, type Language } from '#lib/messages/languages.ts';
import type { Database } from '../db/open.ts';
import { gallery, member, participant, studio } from '../db/schema.ts';

/**
 * In which language somebody is written to. A client: what they chose, else what they were last shown, else the
 * gallery's, else the studio's. A member: their own setting, else the studio's.
 */
export async function languageOfMail(
	db: Database,
	{ to, galleryId, toStudio }: { to: string; galleryId: string | null; toStudio: boolean }
): Promise<Language> {
	const place = galleryId
		? await db
				.select({ language: gallery.language, studio: studio.language })
				.from(gallery)
				.innerJoin(studio, eq(studio.id, gallery.studioId))
				.where(eq(gallery.id, galleryId))
				.get()
		: undefined;
	const own = toStudio ? await ofMember(db, to) : galleryId && (await ofClient(db, to, galleryId));
	return own || (toStudio ? null : place?.language) || place?.studio || FALLBACK;
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
