import { afterEach, beforeEach, expect, it } from 'vitest';
import { aClient, aGallery, ann, CHOOSES } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { inLanguage } from '#lib/messages/current-node.ts';
import { t } from '#lib/messages/index.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { readClientSession } from '../auth/sessions.ts';
import { inLine } from '../http/in-line.ts';
import { sendInvitations } from '../invitations/index.ts';
import { takeSeat } from '../marks/index.ts';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { mailTemplates } from '#lib/domain/mail-template.ts';
import { allOf, aShoot, order } from '#tests/support/cast/orders.ts';
import { aDelivery, aStoredFile } from '#tests/support/cast/stored.ts';
import { pinsOf } from '#tests/support/app/taking.ts';
import { englishIn } from '#tests/support/english.ts';
import type { Context } from '../context.ts';
import { deliveryLink, invitation, mailedCode, studio } from '../db/schema.ts';
import type { MailFacts } from './facts.ts';
import { listMails, queueMail, renderMail } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

it('writes to each in the language that they were shown last, whoever sends it', async () => {
	const { ctx } = test;
	const photographer = await ann(ctx);
	const here = await aGallery(ctx, { title: 'Herbst' });
	const cleo = await aClient(ctx, here.id, 'cleo', CHOOSES);
	const sessionId = await readClientSession(ctx, await browserOf(ctx, cleo));
	const asker = { sessionId, member: null, network: '127.0.0.1' };
	await inLanguage('de', async () => takeSeat(ctx, asker, here.id, {}));
	const to = [cleo.email ?? '', 'ben@client.test'];
	await sendInvitations(ctx, photographer, here.id, { to, message: '' });
	const mails = await Promise.all(
		(await listMails(ctx, photographer)).map(({ id }) => renderMail(ctx, photographer, id))
	);
	const textTo = (address: string) => mails.find((mail) => mail.to === address)?.text;
	expect(textTo(to[0] ?? '')).toContain('Galerie öffnen:');
	expect(textTo(to[1] ?? '')).toContain('Open gallery:');
	expect(mails.map(({ html }) => /<html lang="(..)"/.exec(html)?.[1]).sort()).toEqual(['de', 'en']);
});

it('mixes nothing when many are written at once, and wait for each other', async () => {
	const said = await Promise.all(
		Array.from({ length: 200 }, (_, n) =>
			inLanguage(n % 2 ? 'de' : 'en', async () => {
				await new Promise(setImmediate);
				const inTransaction = await test.ctx.db.transaction(() => t('client:pick.no'));
				const inOrder = await inLine(test.ctx, `asker ${n % 20}`, async () => t('client:pick.yes'));
				return [inTransaction, inOrder].join();
			})
		)
	);
	expect(said).toEqual(Array.from({ length: 200 }, (_, n) => (n % 2 ? 'Nein,Ja' : 'No,Yes')));
});

it('says every kind of mail in German, and leaves no English in it', async () => {
	const { ctx } = test;
	const { ann: photographer, gallery, cleo, fileIds } = await aShoot(ctx, 2, { title: 'Herbst' });
	await ctx.db.transaction(async (tx) => void (await tx.update(studio).set({ language: 'de' }).run()));
	const orderId = await order(ctx, cleo, fileIds);
	await sendInvitations(ctx, photographer, gallery.id, { to: ['eva@client.test'], message: '' });
	await aDelivery(ctx, gallery.id, pinsOf([await aStoredFile(ctx, gallery.id, { name: 'DSC_9.jpg' })]));
	const codeId = await aCode(ctx, cleo);
	const [fileId = ''] = fileIds;
	const itemIds = (await allOf(ctx, 'orderItem')).map(({ id }) => id);
	const invitationId = (await ctx.db.read.select().from(invitation).get())?.id ?? '';
	const facts: MailFacts = {
		invitation: { invitationId },
		'invitation-test': { galleryId: gallery.id, memberId: photographer.memberId, message: '' },
		code: { codeId },
		'order-placed': { orderId },
		'change-asked': { orderId, itemId: itemIds[0] ?? '' },
		'selection-sent': { selectionId: gallery.selectionId, by: 'cleo' },
		'order-received': { orderId },
		'order-changed': { orderId, added: itemIds.slice(0, 1), withdrawn: itemIds, reason: '' },
		delivery: { linkId: (await ctx.db.read.select().from(deliveryLink).get())?.id ?? '' },
		'final-refused': { fileId, version: 1, note: '' }
	};
	const queued = { to: 'eva@client.test', galleryId: gallery.id };
	const ids = await ctx.db.transaction((tx) =>
		Array.fromAsync(mailTemplates, (template) =>
			queueMail(tx, ctx, { ...queued, template, facts: facts[template] })
		)
	);
	for (const id of ids) {
		const { template, subject, text, html } = await renderMail(ctx, photographer, id);
		expect([template, englishIn([subject, ...text.split('\n')], DATA)]).toEqual([template, []]);
		expect([template, text.length > 60, html.includes('<html lang="de">')]).toEqual([template, true, true]);
	}
});

const DATA = /\S+@\S+|https?:\/\/\S+|Herbst|Ann Light|\w+\.jpg/g;

async function aCode(ctx: Context, { sessionId, galleryId, participantId }: ClientActor) {
	const id = ctx.ids.next();
	const createdAt = ctx.clock.now();
	const who = { sessionId, galleryId, participantId, email: 'cleo@client.test' };
	const row = { id, purpose: 'device' as const, codeHash: '-', createdAt, expiresAt: createdAt + 600_000 };
	await ctx.db.transaction(
		async (tx) =>
			void (await tx
				.insert(mailedCode)
				.values({ ...row, ...who })
				.run())
	);
	return id;
}
