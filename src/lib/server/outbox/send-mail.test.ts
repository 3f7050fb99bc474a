import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aShoot, allOf, final, order } from '#tests/support/cast/orders.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { startScriptedSmtp, type ScriptedSmtp } from '#tests/support/mail/scripted-smtp.ts';
import { job, mail, studio } from '../db/schema.ts';
import { recallDelivery, sendNow } from '../deliveries/index.ts';
import { listMails, queueMail, renderMail, retryMail, sendMailJob } from './index.ts';
import { backoffMs } from './send-mail.ts';
import { heldLease } from '#tests/support/cast/held.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let smtp: ScriptedSmtp;
let test: TestContext;
beforeEach(async () => {
	smtp = await startScriptedSmtp();
	test = await makeContext({ SMTP_URL: smtp.url, MAIL_FROM: 'proofs@studio.test' });
});
afterEach(async () => {
	await test.close();
	await smtp.close();
});

const row = (id: string) => test.ctx.db.read.select().from(mail).where(eq(mail.id, id)).get();
const send = (mailId: string) => sendMailJob(test.ctx, { mailId }, heldLease(test.ctx));
const nextJobIn = async (id: string) => {
	const found = await test.ctx.db.read
		.select()
		.from(job)
		.where(eq(job.liveKey, `mail:${id}`))
		.get();
	return found ? found.runAt - test.clock.now() : null;
};

/** The mail that tells cleo that their order arrived. */
async function received() {
	const shoot = await aShoot(test.ctx, 2);
	const orderId = await order(test.ctx, shoot.cleo, shoot.fileIds);
	const found = (await allOf(test.ctx, 'mail')).find(({ template }) => template === 'order-received');
	return { ...shoot, orderId, mailId: found?.id ?? '' };
}

describe('sending', () => {
	it('is from the name that MAIL_FROM has, where it has one', async () => {
		await test.close();
		test = await makeContext({ SMTP_URL: smtp.url, MAIL_FROM: 'Studio Müller <hello@studio.test>' });
		const { mailId } = await received();
		await send(mailId);
		expect(smtp.mails[0]?.from?.value).toEqual([{ name: 'Studio Müller', address: 'hello@studio.test' }]);
	});

	it('goes to one person, from the studio by name, with reply-to the photographer and a plain-text twin', async () => {
		const { mailId } = await received();
		await send(mailId);
		const [arrived] = smtp.mails;
		expect(arrived).toMatchObject({
			messageId: (await row(mailId))?.messageId,
			subject: 'Your order 1001, Autumn',
			envelopeTo: ['cleo@client.test']
		});
		expect(arrived?.from?.value).toEqual([{ name: 'Ann Light', address: 'proofs@studio.test' }]);
		expect(arrived?.replyTo?.value).toEqual([{ name: 'ann', address: 'ann@studio.test' }]);
		expect(arrived?.headers.get('auto-submitted')).toBe('auto-generated');
		expect(arrived?.text).toContain('Ann Light has your order of 2 pictures from Autumn.');
		expect(arrived?.html).toContain('View your order');
		expect(await row(mailId)).toMatchObject({ status: 'sent', attempts: 1, sentAt: test.clock.now() });
	});

	it('counts what was placed, also where the clock moves on meanwhile', async () => {
		let at = test.clock.now();
		test.clock.now = () => (at += 1);
		const { ann, mailId } = await received();
		expect((await renderMail(test.ctx, ann, mailId)).text).toContain(
			'has your order of 2 pictures from Autumn.'
		);
	});

	it('happens once, however often the job runs', async () => {
		const { mailId } = await received();
		await send(mailId);
		await send(mailId);
		expect(smtp.mails).toHaveLength(1);
	});

	it('uses the studio’s own reply address, and the client’s when the studio is told', async () => {
		const { ctx } = test;
		const { mailId } = await received();
		await ctx.db.transaction(
			async (tx) => void (await tx.update(studio).set({ replyTo: 'hello@studio.test' }).run())
		);
		await send(mailId);
		const placed = (await allOf(ctx, 'mail')).find(({ template }) => template === 'order-placed')?.id ?? '';
		await send(placed);
		expect(smtp.mails.map(({ replyTo }) => replyTo?.value[0]?.address)).toEqual([
			'hello@studio.test',
			'cleo@client.test'
		]);
	});
});

describe('when the server fails', () => {
	it('4xx: later, 1 minute and doubling up to 1 hour', async () => {
		const { mailId } = await received();
		smtp.script.push({ rcpt: 450 }, { data: 421 }, { rcpt: 451 });
		for (const minutes of [1, 2, 4]) {
			await send(mailId);
			expect(await row(mailId)).toMatchObject({ status: 'waiting' });
			expect(await nextJobIn(mailId)).toBe(minutes * MINUTE);
		}
		await send(mailId);
		expect(await row(mailId)).toMatchObject({ status: 'sent', attempts: 4 });
		expect([5, 6, 7, 8, 20].map(backoffMs)).toEqual([16 * MINUTE, 32 * MINUTE, HOUR, HOUR, HOUR]);
	});

	it('gives up after 72 hours', async () => {
		const { mailId } = await received();
		smtp.script.push({ rcpt: 450 }, { rcpt: 450 });
		await send(mailId);
		test.clock.forward(72 * HOUR);
		await send(mailId);
		expect(await row(mailId)).toMatchObject({ status: 'failed' });
		expect((await row(mailId))?.lastError).toContain('450');
	});

	it.each([[{ rcpt: 550 }], [{ data: 554 }]])(
		'5xx (%o): failed, and the studio is told in the app',
		async (act) => {
			const { mailId, gallery } = await received();
			smtp.script.push(act);
			await send(mailId);
			expect(await row(mailId)).toMatchObject({ status: 'failed' });
			const told = (await allOf(test.ctx, 'announcement')).filter(({ event }) => event === 'mail.changed');
			expect(told.map(({ room }) => room)).toContain(`studio:${gallery.id}`);
			expect(JSON.stringify(told)).not.toContain('@');
			await send(mailId);
			expect(smtp.mails.length).toBeLessThan(2);
		}
	);

	it('a connection dropped after DATA: tried again after 15 minutes, as the same message', async () => {
		const { mailId } = await received();
		smtp.script.push('drop');
		await send(mailId);
		expect(await row(mailId)).toMatchObject({ status: 'waiting' });
		expect(await nextJobIn(mailId)).toBe(15 * MINUTE);
		await send(mailId);
		expect(smtp.mails).toHaveLength(2);
		const [first, second] = smtp.mails;
		expect(second?.messageId).toBe(first?.messageId);
		expect(second?.text).toBe(first?.text);
	});

	it('no server at all: later', async () => {
		const { mailId } = await received();
		await smtp.close();
		await send(mailId);
		expect(await row(mailId)).toMatchObject({ status: 'waiting' });
		expect(await nextJobIn(mailId)).toBe(MINUTE);
	});

	it('is not sent again when somebody asks for it a second time', async () => {
		const { ann, mailId } = await received();
		smtp.script.push({ rcpt: 550 });
		await send(mailId);
		await retryMail(test.ctx, ann, mailId);
		await send(mailId);
		expect(await retryMail(test.ctx, ann, mailId)).toMatchObject({ id: mailId, status: 'sent' });
		await send(mailId);
		expect(smtp.mails).toHaveLength(1);
	});

	it('tries a failed one again when asked to', async () => {
		const { ann, mailId } = await received();
		smtp.script.push({ rcpt: 550 });
		await send(mailId);
		await retryMail(test.ctx, ann, mailId);
		await send(mailId);
		expect(await row(mailId)).toMatchObject({ status: 'sent' });
	});
});

describe('what a mail says', () => {
	it('a delivery names its files and carries the recipient’s own link, the same in every copy', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds, orderId } = await received();
		for (const fileId of fileIds) await final(ctx, fileId);
		const view = await sendNow(ctx, ann, orderId);
		const found = (await allOf(ctx, 'mail')).find(({ template }) => template === 'delivery');
		smtp.script.push('drop');
		await send(found?.id ?? '');
		await final(ctx, fileIds[0] ?? '');
		await send(found?.id ?? '');
		const [first, second] = smtp.mails;
		expect(first?.text).toContain('DSC_0001.jpg');
		expect(first?.text).toContain(view.deliveries[0]?.mails[0]?.url);
		expect(second?.text).toBe(first?.text);
		expect(cleo.email).toBe(first?.envelopeTo[0]);
	});

	it('is not sent any more when the delivery was recalled first', async () => {
		const { ctx } = test;
		const { ann, fileIds, orderId } = await received();
		await final(ctx, fileIds[0] ?? '');
		const view = await sendNow(ctx, ann, orderId);
		await recallDelivery(ctx, ann, view.deliveries[0]?.id ?? '');
		const found = (await allOf(ctx, 'mail')).find(({ template }) => template === 'delivery');
		await send(found?.id ?? '');
		expect(smtp.mails).toEqual([]);
		expect(await row(found?.id ?? '')).toMatchObject({ status: 'failed' });
	});

	it('keeps people’s words as text, and no word breaks out of a header', async () => {
		const { ctx } = test;
		const { cleo, fileIds } = await aShoot(ctx, 1, { title: 'A\r\nBcc: evil@x.test <b>' });
		await order(ctx, cleo, fileIds, { note: '<script>alert(1)</script>' });
		for (const { id } of await allOf(ctx, 'mail')) await send(id);
		for (const { headers, html, envelopeTo } of smtp.mails) {
			expect(headers.has('bcc')).toBe(false);
			expect(envelopeTo).toHaveLength(1);
			expect(String(html)).not.toContain('<script>');
		}
	});

	it.each([['a@x.test\r\nBcc: evil@x.test'], ['a@x.test, evil@x.test'], ['g: evil@x.test;']])(
		'an address that would reach two people reaches nobody else (%s)',
		async (to) => {
			const { ctx } = test;
			const { orderId, gallery } = await received();
			const id = await ctx.db.transaction((tx) =>
				queueMail(tx, ctx, { template: 'order-received', to, facts: { orderId }, galleryId: gallery.id })
			);
			await send(id);
			expect(smtp.mails.flatMap(({ envelopeTo }) => envelopeTo)).not.toContain('evil@x.test');
		}
	);
});

describe('the outbox page', () => {
	it('shows every mail of the studio, and a body made for the moment', async () => {
		const { ann, mailId } = await received();
		expect((await listMails(test.ctx, ann)).map(({ template }) => template)).toEqual(
			expect.arrayContaining(['order-placed', 'order-received'])
		);
		expect(await renderMail(test.ctx, ann, mailId)).toMatchObject({
			subject: 'Your order 1001, Autumn',
			to: 'cleo@client.test'
		});
	});

	it('keeps mails while there is no mail server', async () => {
		await test.close();
		test = await makeContext();
		const { mailId } = await received();
		expect(await row(mailId)).toMatchObject({ status: 'kept' });
		expect(await nextJobIn(mailId)).toBeNull();
		await send(mailId);
		expect(smtp.mails).toEqual([]);
	});
});
