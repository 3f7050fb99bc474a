import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { workerOf } from '#tests/support/app/processes.ts';
import { makeApi, until, type Api } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { startScriptedSmtp, type ScriptedSmtp } from '#tests/support/mail/scripted-smtp.ts';
import { stopwatch } from '#tests/support/measure/stopwatch.ts';

// A process that ends while the mail server keeps it waiting holds its mail no longer than its end is unknown.

const LEASE_MS = 60_000;
let smtp: ScriptedSmtp;
let app: App;
let api: Api;
let galleryId: string;
beforeAll(async () => {
	smtp = await startScriptedSmtp();
	app = await startApp({ SMTP_URL: smtp.url, MAIL_FROM: 'proofs@studio.test' });
	api = makeApi(app.origin, app.token);
	const made = await api.send('POST', '/galleries', { title: 'Held', preset: 'download' });
	galleryId = (await made.json()).id;
});
afterAll(async () => {
	await app.close();
	await smtp.close();
});
beforeEach(() => void smtp.mails.splice(0));

/** A mail on its way to this address, with the server silent before it has heard a word of the message. */
async function stalledMailTo(address: string) {
	const isStalled = new Promise<void>((resolve) => smtp.script.push({ stall: resolve }));
	await api.send('POST', `/galleries/${galleryId}/invitations`, { to: [address] });
	await isStalled;
}

/** Whether no mail waits and no job is left that could send one again. */
function isAllSaid() {
	const db = new Database(join(app.dataDir, 'proofsheet.db'), { readonly: true });
	const waiting = db.prepare("select count(*) from mail where status <> 'sent'").pluck().get();
	const live = db.prepare("select count(*) from job where name = 'mail' and live_key is not null").pluck();
	const left = Number(waiting) + Number(live.get());
	db.close();
	return left === 0;
}

async function expectSentOnce(address: string, waited: () => number) {
	await until(async () => isAllSaid(), Boolean);
	expect(waited()).toBeLessThan(LEASE_MS / 4);
	expect(smtp.mails.map(({ envelopeTo }) => envelopeTo)).toEqual([[address]]);
}

test('the worker killed while mailing: the mail leaves within seconds, once', async () => {
	await stalledMailTo('cleo@client.test');
	process.kill(workerOf(app.pid), 'SIGKILL');
	await expectSentOnce('cleo@client.test', stopwatch());
});

test('the server stopped and started while mailing: the mail leaves within seconds, once', async () => {
	await stalledMailTo('ben@client.test');
	const waited = stopwatch();
	await app.end('SIGTERM');
	await app.again();
	await expectSentOnce('ben@client.test', waited);
});
