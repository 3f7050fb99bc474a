import { afterEach, beforeEach, expect, test } from 'vitest';
import { aShoot, order } from '#tests/support/cast/orders.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { jobPayloads } from '#lib/contract/jobs.ts';
import { startScriptedSmtp, type ScriptedSmtp } from '#tests/support/mail/scripted-smtp.ts';
import { mail } from '../db/schema.ts';
import { runDueJobs, type Registry } from '../jobs/runner.ts';
import { sendMailJob } from './index.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let smtp: ScriptedSmtp;
let app: TestContext;
beforeEach(async () => {
	smtp = await startScriptedSmtp();
	app = await makeContext({ SMTP_URL: smtp.url, MAIL_FROM: 'proofs@studio.test' });
});
afterEach(async () => {
	await app.close();
	await smtp.close();
});

const registry: Registry = {
	mail: { schema: jobPayloads.mail, run: sendMailJob, maxAttempts: 1000, parallel: 4, leaseMs: 60_000 }
};
/** Two mails each: more at once than the job sends side by side. */
const ORDERS = 3;
const mails = () => app.ctx.db.read.select().from(mail).all();

test('F9: the mail server is away for a day: within an hour of its return all have gone out, each once', async () => {
	const { cleo, fileIds } = await aShoot(app.ctx, ORDERS);
	const { port } = new URL(smtp.url);
	await smtp.close();
	for (let minute = 0; minute < DAY / MINUTE; minute += 10) {
		const fileId = minute % 480 === 0 ? fileIds[minute / 480] : undefined;
		if (fileId) await order(app.ctx, cleo, [fileId]);
		await runDueJobs(app.ctx, registry);
		app.clock.forward(10 * MINUTE);
	}
	const waiting = await mails();
	// they and the studio are told of each order
	expect(waiting.map(({ status }) => status)).toEqual(Array.from({ length: 2 * ORDERS }, () => 'waiting'));
	expect(Math.max(...waiting.map(({ attempts }) => attempts))).toBeLessThan(40);

	smtp = await startScriptedSmtp(Number(port));
	for (let minute = 0; minute <= 60; minute += 5) {
		await runDueJobs(app.ctx, registry);
		app.clock.forward(5 * MINUTE);
	}
	expect((await mails()).map(({ status }) => status)).toEqual(waiting.map(() => 'sent'));
	const arrived = smtp.mails.map(({ messageId }) => messageId);
	expect([...arrived].sort()).toEqual(waiting.map(({ messageId }) => messageId).sort());
});
