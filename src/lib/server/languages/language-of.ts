import { and, asc, eq } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { FALLBACK, isLanguage, languageCookie, type Language } from '#lib/messages/languages.ts';
import type { Context } from '../context.ts';
import { makeCommitScopedCache } from '../db/commit-scoped-cache.ts';
import { param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { member, participant, sessionParticipant, studio } from '../db/schema.ts';
import { languageIn } from './language-in.ts';
import { galleryAt } from './place.ts';
import { preferredLanguage } from './preferred.ts';

/** What is known of a request: where it goes, its headers, and who asks. */
export type Request = {
	pathname: string;
	headers: { cookie?: string | undefined; 'accept-language'?: string | undefined };
	member: MemberActor | null;
	/** Id (hash) of the client's browser session. */
	sessionId: string | null;
};

/**
 * In which language somebody is answered: their own setting, else the gallery's (or that of a gallery above), else what their browser asks for, else
 * the studio's. Members' own setting goes before a choice on this device, which clients of the same browser may have made.
 */
export function languagesOf(ctx: Context) {
	const known = makeCommitScopedCache<Settled>(ctx);
	return async ({ pathname, headers, member: asking, sessionId }: Request): Promise<Language> => {
		const isStudio = /^\/(studio|api)(\/|$)/.test(pathname);
		const chosen = cookieOf(headers.cookie);
		const place = isStudio ? '' : (/^\/[goid]\/[^/]+/.exec(pathname)?.[0] ?? '');
		const about = [isStudio, asking?.memberId, sessionId, place].join('\n');
		const { own, gallery, fallback } = await known.of(about, () =>
			settle(ctx, { place, memberId: isStudio ? asking?.memberId : undefined, sessionId })
		);
		const theirs = isStudio ? (own ?? chosen) : (chosen ?? own);
		return theirs ?? gallery ?? preferredLanguage(headers['accept-language']) ?? fallback;
	};
}

/** What rows say, whatever the request's headers. */
type Settled = { own: Language | null; gallery: Language | null; fallback: Language };
type Who = { place: string; memberId: string | undefined; sessionId: string | null };

async function settle(ctx: Context, { place, memberId, sessionId }: Who): Promise<Settled> {
	const { read } = ctx.db;
	const at = place ? await galleryAt(ctx, place) : null;
	const own = memberId
		? (await ofMember(read).get({ memberId }))?.is
		: at && sessionId && (await ofClient(read).get({ sessionId, galleryId: at }))?.is;
	return {
		own: own || null,
		gallery: at ? await languageIn(read, at) : null,
		fallback: await languageOfStudio(ctx)
	};
}

const ofMember = statement((db: Database) =>
	db
		.select({ is: member.language })
		.from(member)
		.where(eq(member.id, param('memberId')))
		.prepare()
);

const ofClient = statement((db: Database) => {
	const { sessionId, galleryId } = sessionParticipant;
	return db
		.select({ is: participant.language })
		.from(sessionParticipant)
		.innerJoin(participant, eq(participant.id, sessionParticipant.participantId))
		.where(and(eq(sessionId, param('sessionId')), eq(galleryId, param('galleryId'))))
		.prepare();
});

const ofStudio = statement((db: Database) =>
	db.select({ is: studio.language }).from(studio).orderBy(asc(studio.createdAt)).limit(1).prepare()
);

/** What the studio speaks; before there is one, English. */
export async function languageOfStudio({ db }: Pick<Context, 'db'>): Promise<Language> {
	return (await ofStudio(db.read).get())?.is ?? FALLBACK;
}

function cookieOf(header = ''): Language | null {
	const found = new RegExp(`(?:^|;\\s*)${languageCookie}=(\\w+)(?:;|$)`).exec(header)?.[1];
	return isLanguage(found) ? found : null;
}
