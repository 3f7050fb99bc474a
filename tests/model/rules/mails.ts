import { and, eq } from 'drizzle-orm';
import * as rows from '#lib/server/db/schema.ts';
import { retryMail, sendMailJob } from '#lib/server/outbox/index.ts';
import { same } from '../same.ts';
import type { Act } from '#tests/support/mail/scripted-smtp.ts';
import type { Book, Delivery, MailState } from '../book.ts';
import { rule, type Rule } from '../rule.ts';
import type { World } from '../world.ts';
import { heldLease } from '#tests/support/cast/held.ts';

type Posted = { delivery: Delivery; to: string };

const mails = (state: MailState) => (book: Book) =>
	book.orders
		.flatMap(({ deliveries }) => deliveries)
		.flatMap((delivery) =>
			[...delivery.mails].flatMap(([to, is]) => (is === state ? [{ delivery, to }] : []))
		);

async function rowOf({ ctx }: World, { delivery, to }: Posted) {
	const which = and(eq(rows.mail.deliveryId, delivery.id ?? ''), eq(rows.mail.to, to));
	const row = await ctx.db.read.select().from(rows.mail).where(which).get();
	if (!row) throw new Error('A recipient has their mail');
	return row;
}

/** One try; what arrives, copies after a lost answer included, has the Message-ID that the row has. */
async function post(world: World, one: Posted, act: Act) {
	const { smtp, ctx } = { ...world.house, ctx: world.ctx };
	const before = smtp.mails.length;
	const { id: mailId, messageId } = await rowOf(world, one);
	smtp.script.push(act);
	await sendMailJob(ctx, { mailId }, heldLease(ctx));
	smtp.script.length = 0;
	same(new Set(smtp.mails.slice(before).map((mail) => mail.messageId)).has(messageId), arrives(act));
	same(smtp.mails.length - before, arrives(act) ? 1 : 0);
}

const arrives = (act: Act) => typeof act !== 'object' || 'data' in act;

const posted = (state: string, act: Act, next: MailState) =>
	rule({
		command: 'post',
		state,
		subjects: (book) => mails('waiting')(book).filter(({ delivery }) => !delivery.recalled),
		act: (world, one) => post(world, one, act),
		move: (_book, { delivery, to }) => void delivery.mails.set(to, next)
	});

/** Sends nothing: it went, it was given up, or what it tells of was recalled. */
const ended = (['sent', 'failed', 'recalled'] as const).map((state) =>
	rule({
		command: 'post',
		state,
		subjects: (book) =>
			state === 'recalled'
				? mails('waiting')(book).filter(({ delivery }) => delivery.recalled)
				: mails(state)(book),
		act: async (world, one) => {
			const { id: mailId } = await rowOf(world, one);
			const before = world.house.smtp.mails.length;
			await sendMailJob(world.ctx, { mailId }, heldLease(world.ctx));
			same(world.house.smtp.mails.length, before);
		},
		move: (_book, { delivery, to }) => void (state === 'recalled' && delivery.mails.set(to, 'failed'))
	})
);

const retried = (['waiting', 'sent', 'failed'] as const).map((state) =>
	rule({
		command: 'retry a mail',
		state,
		subjects: mails(state),
		act: async (world, one) => retryMail(world.ctx, world.ann, (await rowOf(world, one)).id),
		move: (_book, { delivery, to }) => void (state === 'failed' && delivery.mails.set(to, 'waiting'))
	})
);

export const mailRules: Rule[] = [
	posted('taken', 'take', 'sent'),
	posted('refused', { rcpt: 550 }, 'failed'),
	posted('put off', { rcpt: 451 }, 'waiting'),
	posted('answer lost', 'drop', 'waiting'),
	...ended,
	...retried
];
