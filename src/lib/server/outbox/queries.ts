import { and, desc, eq, inArray, isNull, lt, ne, or } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { wordsOf } from '#lib/messages/index.ts';
import { requireAbility, notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import { gallery, mail } from '../db/schema.ts';
import { mailJobKey } from './queue-mail.ts';
import { writeLetter } from './write-letter.ts';

type Row = typeof mail.$inferSelect;
export type MailView = {
	id: string;
	template: Row['template'];
	to: string;
	toName: string;
	status: Row['status'];
	createdAt: string;
	sentAt?: string;
	nextAt?: string;
	attempts: number;
	error?: string;
	galleryId?: string;
	orderId?: string;
	deliveryId?: string;
};

const PAGE = 200;
const iso = (at: number) => new Date(at).toISOString();

export function presentMail(row: Row): MailView {
	const { id, template, to, toName, status, attempts, galleryId, orderId, deliveryId } = row;
	return {
		id,
		template,
		to,
		toName,
		status,
		createdAt: iso(row.createdAt),
		...(row.sentAt === null ? {} : { sentAt: iso(row.sentAt) }),
		...(status === 'waiting' && row.attempts > 0 ? { nextAt: iso(row.nextAt) } : {}),
		attempts,
		...(row.lastError ? { error: wordsOf(row.lastError) } : {}),
		...(galleryId ? { galleryId } : {}),
		...(orderId ? { orderId } : {}),
		...(deliveryId ? { deliveryId } : {})
	};
}

export type MailFilter = { status?: Row['status'][]; orderId?: string; before?: number };

/** The studio's outbox, newest first, 200 at a time. */
export async function listMails(
	ctx: Context,
	actor: MemberActor,
	filter: MailFilter = {}
): Promise<MailView[]> {
	requireAbility(actor, 'see-mails');
	const ofStudio = or(isNull(mail.galleryId), eq(gallery.studioId, actor.studioId));
	return (
		await ctx.db.read
			.select({ mail })
			.from(mail)
			.leftJoin(gallery, eq(gallery.id, mail.galleryId))
			.where(
				and(
					ofStudio,
					filter.status && inArray(mail.status, filter.status),
					filter.orderId ? eq(mail.orderId, filter.orderId) : undefined,
					filter.before ? lt(mail.createdAt, filter.before) : undefined
				)
			)
			.orderBy(desc(mail.createdAt), desc(mail.id))
			.limit(PAGE)
			.all()
	).map(({ mail }) => presentMail(mail));
}

async function findMail(ctx: Context, actor: MemberActor, mailId: string): Promise<Row> {
	requireAbility(actor, 'see-mails');
	const found = await ctx.db.read
		.select({ mail, studioId: gallery.studioId })
		.from(mail)
		.leftJoin(gallery, eq(gallery.id, mail.galleryId))
		.where(eq(mail.id, mailId))
		.get();
	if (!found || (found.studioId !== null && found.studioId !== actor.studioId)) throw notFound();
	return found.mail;
}

export type RenderedMail = MailView & {
	subject: string;
	from: string;
	replyTo?: string;
	html: string;
	text: string;
};

/** A mail with its body, made now; `subject` '' when there is nothing left to say. */
export async function renderMail(ctx: Context, actor: MemberActor, mailId: string): Promise<RenderedMail> {
	const row = await findMail(ctx, actor, mailId);
	const letter = await writeLetter(ctx, row);
	const { subject = '', html = '', text = '', replyTo, from } = letter ?? {};
	const sender = from ? `${from.name} <${from.address}>` : '';
	return {
		...presentMail(row),
		subject,
		html,
		text,
		from: sender,
		...(replyTo ? { replyTo: replyTo.address } : {})
	};
}

/** Tries a failed or kept mail again, at once, with the Message-ID it has. One that was sent is not sent twice. */
export async function retryMail(ctx: Context, actor: MemberActor, mailId: string): Promise<MailView> {
	const found = await findMail(ctx, actor, mailId);
	return ctx.db.transaction(async (tx) => {
		const status = ctx.env.SMTP_URL ? ('waiting' as const) : ('kept' as const);
		const [row] = await tx
			.update(mail)
			.set({ status, nextAt: ctx.clock.now(), firstTriedAt: null, attempts: 0 })
			.where(and(eq(mail.id, found.id), ne(mail.status, 'sent')))
			.returning()
			.all();
		if (!row) return presentMail((await tx.select().from(mail).where(eq(mail.id, found.id)).get()) ?? found);
		if (status === 'waiting') await ctx.jobs.enqueue(tx, 'mail', { mailId }, { key: mailJobKey(mailId) });
		return presentMail(row);
	});
}
