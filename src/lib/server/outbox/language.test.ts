import { afterEach, beforeEach, expect, it } from 'vitest';
import { aClient, aGallery, ann, CHOOSES } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { inLanguage } from '#lib/messages/current-node.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { readClientSession } from '../auth/sessions.ts';
import { sendInvitations } from '../invitations/index.ts';
import { takeSeat } from '../marks/index.ts';
import { listMails, renderMail } from './index.ts';

let test: TestContext;
beforeEach(() => void (test = makeContext()));
afterEach(() => test.close());

it('writes to each in the language that they were shown last, whoever sends it', async () => {
	const { ctx } = test;
	const photographer = await ann(ctx);
	const here = await aGallery(ctx, { title: 'Herbst' });
	const cleo = await aClient(ctx, here.id, 'cleo', CHOOSES);
	const sessionId = readClientSession(ctx, await browserOf(ctx, cleo));
	const asker = { sessionId, member: null, network: '127.0.0.1' };
	await inLanguage('de', () => takeSeat(ctx, asker, here.id, {}));
	const to = [cleo.email ?? '', 'ben@client.test'];
	await sendInvitations(ctx, photographer, here.id, { to, message: '' });
	const mails = await Promise.all(
		listMails(ctx, photographer).map(({ id }) => renderMail(ctx, photographer, id))
	);
	const textTo = (address: string) => mails.find((mail) => mail.to === address)?.text;
	expect(textTo(to[0] ?? '')).toContain('Galerie öffnen:');
	expect(textTo(to[1] ?? '')).toContain('Open gallery:');
	expect(mails.map(({ html }) => /<html lang="(..)"/.exec(html)?.[1]).sort()).toEqual(['de', 'en']);
});

it('mixes nothing when many are written at once', async () => {
	const said = await Promise.all(
		Array.from({ length: 200 }, (_, n) =>
			inLanguage(n % 2 ? 'de' : 'en', async () => {
				await new Promise(setImmediate);
				const { t } = await import('#lib/messages/index.ts');
				await Promise.resolve();
				return t('client:pick.yes');
			})
		)
	);
	expect(said).toEqual(Array.from({ length: 200 }, (_, n) => (n % 2 ? 'Ja' : 'Yes')));
});
