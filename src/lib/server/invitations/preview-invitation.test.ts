import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aGallery, ann, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { allOf } from '#tests/support/cast/orders.ts';
import { listMails, renderMail } from '../outbox/index.ts';
import { previewInvitation, sendInvitations, testInvitation } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

async function scene() {
	const { ctx } = test;
	return { ctx, member: await ann(ctx), galleryId: (await aGallery(ctx, { title: 'Nora & Sam <3' })).id };
}
/** What is each recipient's own is left out. */
const withoutLinks = (html: string) => html.replaceAll(/href="[^"]*"/g, 'href=""');
const mailTo = async (to: string) => {
	const member = await ann(test.ctx);
	const found = (await listMails(test.ctx, member)).find((mail) => mail.to === to);
	return renderMail(test.ctx, member, found?.id ?? '');
};

const messages = [
	'',
	'Please choose by Friday.',
	'Two lines\n\nand a third',
	'<b>5 > 4</b> & "so on"',
	'Grüße 👩‍👩‍👧 שלום',
	'x'.repeat(5000)
];

describe('what they get', () => {
	it.each(messages)('is the very mail that is sent, with the message %j', async (message) => {
		const { ctx, member, galleryId } = await scene();
		const preview = await previewInvitation(ctx, member, galleryId, { message });
		await sendInvitations(ctx, member, galleryId, { to: ['cleo@client.test'], message });
		const sent = await mailTo('cleo@client.test');
		expect(withoutLinks(preview.html)).toBe(withoutLinks(sent.html));
		expect(preview.subject).toBe(sent.subject);
	});

	it('opens nothing: its button leads nowhere', async () => {
		const { ctx, member, galleryId } = await scene();
		const { html } = await previewInvitation(ctx, member, galleryId, { message: '' });
		expect(html).not.toContain('/i/');
	});
});

describe('a test', () => {
	it.each(messages)('goes to whoever asks, alone, and looks the same: %j', async (message) => {
		const { ctx, member, galleryId } = await scene();
		expect(await testInvitation(ctx, member, galleryId, { message })).toEqual({ to: 'ann@studio.test' });
		expect(await allOf(ctx, 'mail')).toHaveLength(1);
		const preview = await previewInvitation(ctx, member, galleryId, { message });
		const mail = await mailTo('ann@studio.test');
		expect(mail.subject).toBe(`Test: ${preview.subject}`);
		expect(mail.text).toContain(message.split('\n')[0]);
		expect(withoutLinks(mail.html).split('<body')[1]).toBe(withoutLinks(preview.html).split('<body')[1]);
	});

	it('is not for retouchers, nor is the preview', async () => {
		const { ctx, galleryId } = await scene();
		const retoucher = await ray(ctx);
		for (const verb of [previewInvitation, testInvitation])
			await expect(verb(ctx, retoucher, galleryId, { message: '' })).rejects.toMatchObject({
				fault: 'forbidden'
			});
	});
});
