import { resolve } from 'node:path';
import pino from 'pino';
import type { Context } from '#lib/server/context.ts';
import { createContext } from '#lib/server/create-context.ts';
import * as rows from '#lib/server/db/schema.ts';
import { startDecoders } from '#lib/server/media/decoders.ts';
import { readEnv } from '#src/env.ts';
import { testClock } from '#tests/support/cast/context.ts';
import { leftovers, settle } from '../leftovers.ts';
import type { Ledger } from './ledger.ts';
import type { Studio } from './studio.ts';

/** When a process that sends mails was being ended, by performance.now(). */
export type Span = { from: number; to: number };

/** The folder once the app has ended: work is finished by its leases, then nothing may be left over. */
export async function aftermath(
	studio: Studio,
	ledger: Ledger,
	ends: Span[]
): Promise<{ faults: string[]; copies: number }> {
	const { app, smtp } = studio;
	const env = readEnv({ DATA_DIR: app.dataDir, ORIGIN: app.origin, SMTP_URL: smtp.url });
	const clock = testClock(Date.now());
	const log = pino({ level: 'silent' });
	const ctx = await createContext(env, { clock, migrations: resolve('drizzle'), log });
	const decoders = startDecoders({ entry: resolve('src/decoder.ts'), count: 1 });
	try {
		await settle({ ctx, clock }, decoders);
		const { faults, copies } = await mailFaults(ctx, studio, ends);
		return {
			copies,
			faults: [...(await deliveryFaults(ctx, ledger)), ...faults, ...(await leftovers({ ctx, clock }))]
		};
	} finally {
		await decoders.close();
		await ctx.db.close();
	}
}

async function deliveryFaults({ db }: Context, ledger: Ledger): Promise<string[]> {
	const items = await db.read.select().from(rows.orderItem).all();
	const pins = await db.read.select().from(rows.deliveryFile).all();
	const versions = await db.read.select().from(rows.version).all();
	return [...ledger.finals].flatMap(([fileId, sha256]) => {
		const item = items.filter((one) => one.fileId === fileId);
		const sent = pins.filter((pin) => pin.fileId === fileId);
		const pinned = versions.find(({ id }) => id === sent[0]?.versionId);
		const isRight =
			item.length === 1 && item[0]?.state === 'delivered' && sent.length === 1 && pinned?.sha256 === sha256;
		return isRight ? [] : [`${fileId} was delivered ${sent.length} times, its item is ${item[0]?.state}`];
	});
}

/** A busy machine writes late that a mail has gone. */
const GAP_MS = 2_000;

/** One message for each reason and person; copies only of that message, and with the same words. */
async function mailFaults({ db }: Context, { smtp }: Studio, ends: Span[]) {
	const diedBefore = ({ at }: { at: number }) => ends.some(({ from, to }) => at > from - GAP_MS && at < to);
	const mails = await db.read.select().from(rows.mail).all();
	const arrived = Map.groupBy(smtp.mails, ({ messageId }) => messageId);
	const about = Map.groupBy(mails, ({ template, to, orderId, deliveryId, facts }) =>
		JSON.stringify([template, to, orderId, deliveryId, facts])
	);
	const faults = [
		...[...about].filter(([, same]) => same.length > 1).map(([what]) => `two mails about ${what}`),
		...mails
			.filter(({ status }) => status !== 'sent')
			.map(({ status, to }) => `a mail to ${to} is ${status}`),
		...mails
			.filter(({ messageId }) => !arrived.has(messageId))
			.map(({ to, template }) => `${template} to ${to} never arrived`),
		...[...arrived.values()]
			.filter((copies) => new Set(copies.map(({ text }) => text)).size > 1)
			.map(([first]) => `copies of ${first?.messageId} differ`),
		// its sender died between the answer and writing it down: there is no other reason for a copy
		...[...arrived.values()]
			.filter((copies) => copies.slice(0, -1).some((copy) => !diedBefore(copy)))
			.map(([first]) => `${first?.messageId} came again although nobody had died`)
	];
	const copies = [...arrived.values()].reduce((sum, same) => sum + same.length - 1, 0);
	return { faults, copies };
}
